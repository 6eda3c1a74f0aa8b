#!/usr/bin/env python3
"""How many of the dates that newspapers chose for a crisis `copytaster timeline` chooses.

    python3 tests/bench/timelines.py [FOLDER] [--copytaster PROGRAM]

FOLDER (by default timelines/crisis_es_it below $COPYTASTER_DATA, or ../shared/data) holds
articles.jsonl, topics.csv (id,cluster) and gold_timeline/TOPIC.json. Each topic's articles are one
story; as many dates are asked for as its gold timeline has. F1 is over dates, averaged over topics.
"""

import argparse
import csv
import io
import json
import os
import pathlib
import subprocess
import tempfile


def arguments():
    data = pathlib.Path(os.environ.get("COPYTASTER_DATA", "../shared/data"))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "folder", nargs="?", type=pathlib.Path, default=data / "timelines/crisis_es_it"
    )
    parser.add_argument("--copytaster", default="target/release/copytaster", metavar="PROGRAM")
    return parser.parse_args()


def articles_by_topic(folder):
    with open(folder / "topics.csv", encoding="utf-8", newline="") as topics:
        topic_of = {row["id"]: row["cluster"] for row in csv.DictReader(topics)}
    topics = {}
    with open(folder / "articles.jsonl", encoding="utf-8") as articles:
        for line in articles:
            topics.setdefault(topic_of.get(json.loads(line)["id"]), []).append(line)
    return topics


def dates_of(program, lines, most):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "articles.jsonl"
        path.write_text("".join(lines), encoding="utf-8")
        words = [program, "timeline", str(path), "--dates", str(most), "--quiet"]
        ended = subprocess.run(words, check=True, stdout=subprocess.PIPE)
    rows = csv.DictReader(io.StringIO(ended.stdout.decode("utf-8"), newline=""))
    return {row["date"] for row in rows}


def main():
    asked = arguments()
    topics = articles_by_topic(asked.folder)
    scores = []
    print(f"{'topic':12} {'articles':>8} {'gold':>5} {'found':>5} {'both':>5} {'F1':>6}")
    for path in sorted((asked.folder / "gold_timeline").glob("*.json")):
        events = json.loads(path.read_text(encoding="utf-8"))["events"]
        gold = {event["date"] for event in events}
        lines = topics.get(path.stem, [])
        found = dates_of(asked.copytaster, lines, len(gold))
        both = len(gold & found)
        scores.append(2 * both / (len(gold) + len(found)))
        figures = f"{len(lines):8} {len(gold):5} {len(found):5} {both:5} {scores[-1]:6.3f}"
        print(f"{path.stem:12} {figures}", flush=True)
    print(f"{'average':12} {'':26} {sum(scores) / len(scores):6.3f}")


if __name__ == "__main__":
    main()
