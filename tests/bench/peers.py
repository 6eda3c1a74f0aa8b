#!/usr/bin/env python3
"""Runs Copytaster and its peers over one generated corpus and prints one table.

In: a folder that `cargo run --release --example generate` has written. Out: a Markdown table on
standard output, progress on standard error. Every program runs in a process of its own, reads the
same articles.jsonl and groups the copies; what its groups are worth is judged here, outside what is
measured, against truth.csv and groups.csv.

The peers come from PyPI into an environment that is thrown away (or kept, with --venv). All get
5-word shingles and a Jaccard threshold of .7. Where words are cut in Python, they are what stands
between blanks, as in the peers' own examples and benchmarks: a pattern for words takes twice as
long. Where a library takes hashes, it gets hashes that NumPy made in bulk, because joining strings
would cost more than the library itself; the row "rensa, strings" shows what its README's own
example costs. The bands are those a library chooses by itself, or for rensa 16 of 8 rows.

Measured: CPU seconds (user and system, with all child processes), wall seconds, and the greatest
resident set of one process. Found: a pair of truth.csv both of whose articles are in one group of
the output, whether by a link between the two or by others. An embedded article (containment ≥ .7,
Jaccard < .5) is found if it is in a group with one that it stands in. Precision: the share of all pairs in the
output's groups that are of one family in groups.csv.
"""

import argparse
import csv
import itertools
import json
import os
import pickle
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

# Exact versions: another one is another measurement.
PACKAGES = {
    "rensa": "0.5.0",
    "datasketch": "2.0.0",
    "gaoya": "0.2.2",
    "text-dedup": "0.4.0",
    # What the peers lean on, as pip chose them with these versions.
    "numpy": "2.4.6",
    "scipy": "1.17.1",
    "datasets": "5.2.0",
    "pyarrow": "26.0.1",
}
THRESHOLD = 0.7
WIDTH = 5
HASHES = 128
# Bands of 8 rows have their threshold at (1 / 16) ** (1 / 8) = .71.
BANDS = 16
BATCH = 2_000
ROOT = Path(__file__).resolve().parents[2]


# What runs in the peers' processes: each reads articles and yields pairs that belong together.


def articles(path):
    """The number, identifier and text of each article."""
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            article = json.loads(line)
            yield number, article["id"], article["text"]


def batches(path):
    """Lists of articles."""
    source = articles(path)
    while batch := list(itertools.islice(source, BATCH)):
        yield batch


def hashed_shingles(texts):
    """All shingles of some texts in one array of 64-bit hashes, and where each text begins."""
    import numpy

    hashes, offsets = [], [0]
    factors = [0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB]
    factors += [0xD6E8FEB86659FD93, 0xFF51AFD7ED558CCD]
    for text in texts:
        words = text.lower().split()
        word_hashes = numpy.fromiter(map(hash, words), numpy.int64, len(words)).view(numpy.uint64)
        length = max(len(words) - WIDTH + 1, 0)
        shingles = numpy.zeros(length, numpy.uint64)
        for place, factor in enumerate(factors):
            shingles += word_hashes[place : place + length] * numpy.uint64(factor)
        shingles ^= shingles >> numpy.uint64(29)
        shingles *= numpy.uint64(factors[0])
        shingles ^= shingles >> numpy.uint64(32)
        hashes.append(shingles)
        offsets.append(offsets[-1] + length)
    return numpy.concatenate(hashes), offsets


def joined_shingles(text):
    """The shingles of a text as strings."""
    words = text.lower().split()
    return [" ".join(words[at : at + WIDTH]) for at in range(len(words) - WIDTH + 1)]


def rensa_hashes(path):
    """Digests and duplicate flags by rensa in bulk; among the flagged, buckets by NumPy, and pairs
    whose digests agree in 70 % of their slots, which is rensa's own estimate."""
    import numpy
    import rensa

    index = rensa.RMinHashLSH(THRESHOLD, HASHES, BANDS)
    ids, matrices = [], []
    for batch in batches(path):
        shingles, offsets = hashed_shingles(text for _, _, text in batch)
        matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(shingles, offsets, HASHES, 42)
        index.insert_matrix(matrix, len(ids))
        ids.extend(name for _, name, _ in batch)
        matrices.append(matrix)
    flagged, rows, first = [], [], 0
    for matrix in matrices:
        flags = index.query_duplicate_flags_matrix(matrix)
        digests = numpy.array(matrix.to_rows(), dtype=numpy.uint32)
        which = numpy.flatnonzero(flags)
        flagged.extend((which + first).tolist())
        rows.append(digests[which])
        first += len(flags)
    digests = numpy.concatenate(rows)
    for band in numpy.split(digests, BANDS, axis=1):
        buckets = defaultdict(list)
        for row, key in enumerate(map(bytes, numpy.ascontiguousarray(band))):
            buckets[key].append(row)
        for bucket in buckets.values():
            for place, row in enumerate(bucket[1:], 1):
                others = bucket[:place] if place < 50 else [bucket[0], bucket[place - 1]]
                alike = (digests[others] == digests[row]).mean(axis=1)
                for other in itertools.compress(others, alike >= THRESHOLD):
                    yield ids[flagged[other]], ids[flagged[row]]


def rensa_strings(path):
    """The README's deduplicator over joined strings; each duplicate with the kept ones it is of."""
    import rensa

    seen = rensa.RMinHashDeduplicator(threshold=THRESHOLD, num_perm=HASHES, use_lsh=True)
    for batch in batches(path):
        shingles = (joined_shingles(text) for _, _, text in batch)
        sketches = rensa.RMinHash.from_token_sets(shingles, HASHES, 42)
        for (_, name, _), sketch in zip(batch, sketches):
            duplicates = seen.get_duplicates(sketch)
            if not duplicates:
                seen.add(name, sketch)
            for other in duplicates:
                yield other, name


def datasketch(path):
    """MinHash in bulk over hashes, the LSH index with the bands it chooses, every query's answer."""
    import operator

    import datasketch

    index = datasketch.MinHashLSH(threshold=THRESHOLD, num_perm=HASHES)
    ids, sketches = [], []
    with index.insertion_session() as session:
        for batch in batches(path):
            shingles, offsets = hashed_shingles(text for _, _, text in batch)
            shingles = (shingles & 0xFFFFFFFF).tolist()
            sets = (shingles[begin:end] for begin, end in itertools.pairwise(offsets))
            made = datasketch.MinHash.generator(sets, num_perm=HASHES, hashfunc=operator.index)
            for (number, name, _), sketch in zip(batch, made):
                session.insert(number, sketch, check_duplication=False)
                ids.append(name)
                sketches.append(sketch)
    for number, sketch in enumerate(sketches):
        for other in index.query(sketch):
            if other < number:
                yield ids[other], ids[number]


def gaoya(path):
    """The string index with its own analyzer in Rust; bulk insertion, then bulk queries."""
    from gaoya.minhash import MinHashStringIndex

    index = MinHashStringIndex(
        hash_size=32,
        jaccard_threshold=THRESHOLD,
        num_bands=20,
        band_size=5,
        analyzer="word",
        lowercase=True,
        ngram_range=(WIDTH, WIDTH),
        id_container="smallvec",
    )
    ids = []
    for batch in batches(path):
        index.par_bulk_insert_docs([number for number, _, _ in batch], [text for *_, text in batch])
        ids.extend(name for _, name, _ in batch)
    for batch in batches(path):
        answers = index.par_bulk_query([text for *_, text in batch])
        for (number, name, _), answer in zip(batch, answers):
            for other in answer:
                if other < number:
                    yield ids[other], name


def text_dedup(path):
    """Its command, with the faster of its hashes; what it clustered is in the file it dumps."""
    with tempfile.TemporaryDirectory() as folder:
        options = {
            "path": "json",
            "data_files": path,
            "split": "train",
            "column": "text",
            "idx_column": "id",
            "ngram": WIDTH,
            "threshold": THRESHOLD,
            "hash_func": "xxh3",
            "hash_bits": 32,
            "num_proc": 1,
            "cache_dir": f"{folder}/cache",
            "output": f"{folder}/output",
        }
        command = [sys.executable, "-m", "text_dedup.minhash", "--debug"]
        command += [part for name, value in options.items() for part in (f"--{name}", str(value))]
        offline = {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "HF_HOME": folder}
        environment = {**os.environ, **offline}
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
        with open(f"{folder}/output/uf.pkl", "rb") as dump:
            clusters = pickle.load(dump)
        for name in list(clusters.parent):
            yield name, clusters.find(name)


PEERS = {
    "rensa": rensa_hashes,
    "rensa, strings": rensa_strings,
    "datasketch": datasketch,
    "gaoya": gaoya,
    "text-dedup": text_dedup,
}


# What runs outside: the environment, the measurements, the judgement.


def prepare(venv, names):
    """Makes the environment with the peers that are asked for; says what cannot be installed."""
    python = venv / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    missing = []
    wanted = {name.split(",")[0] for name in names if name in PEERS}
    helpers = [name for name in PACKAGES if name not in {peer.split(",")[0] for peer in PEERS}]
    # NumPy alone makes the hashes; the others are only needed by text-dedup.
    helpers = helpers if "text-dedup" in wanted else ["numpy", "scipy"]
    pins = [f"{name}=={PACKAGES[name]}" for name in helpers]
    for package in sorted(wanted):
        pin = f"{package}=={PACKAGES[package]}"
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        if subprocess.run([*install, pin, *pins], stdout=sys.stderr).returncode != 0:
            missing.append(package)
    return python, missing


def measure(command, output):
    """Runs a command with its output in a file; CPU and wall seconds and peak megabytes."""
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    begin = time.monotonic()
    with open(output, "wb") as file, open(f"{output}.log", "wb") as log:
        child = subprocess.Popen(command, stdout=file, stderr=log, env=environment)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - begin
    if child.returncode != 0:
        said = Path(f"{output}.log").read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"{command[0]} ended with {child.returncode}:\n{said[-2000:]}")
    # Kilobytes, but bytes on macOS.
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / unit


def read_pairs(output, name):
    """The pairs in an output: Copytaster's table says `of` which article each is a copy."""
    with open(output, encoding="utf-8", newline="") as file:
        if name == "copytaster":
            yield from ((row["article"], row["of"]) for row in csv.DictReader(file) if row["of"])
        else:
            yield from csv.reader(file)


def groups_of(pairs):
    """The group of every article that is in one, named after one of its members."""
    leader = {}

    def find(article):
        while leader.setdefault(article, article) != article:
            leader[article] = leader[leader[article]]
            article = leader[article]
        return article

    for left, right in pairs:
        leader[find(right)] = find(left)
    return {article: find(article) for article in list(leader)}


class Truth:
    """What is known of a corpus."""

    BANDS = [(0.9, 1.01), (0.8, 0.9), (0.7, 0.8), (0.6, 0.7), (0.5, 0.6)]
    STORMS = ("near_storm", "identical_storm")

    def __init__(self, folder):
        with open(folder / "groups.csv", encoding="utf-8", newline="") as file:
            self.family = {row["article"]: row["family"] for row in csv.DictReader(file)}
        self.bands = {band: [] for band in self.BANDS}
        self.embedded = defaultdict(list)
        self.storms = defaultdict(set)
        with open(folder / "truth.csv", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                self.add(row)

    def add(self, row):
        """Sorts a planted pair into its band; storms are counted by their members instead."""
        pair, jaccard = (row["left"], row["right"]), float(row["jaccard"])
        if row["kind"] in self.STORMS:
            self.storms[row["kind"]].update(pair)
        elif row["same_copy"] == "yes":
            for least, most in self.BANDS:
                if least <= jaccard < most:
                    self.bands[least, most].append(pair)
            if jaccard < 0.5 and 0.7 <= float(row["containment"]):
                inner = int(row["left_shingles"]) > int(row["right_shingles"])
                self.embedded[pair[inner]].append(pair[not inner])

    def judge(self, group):
        """The cells of the table that say what an output is worth."""

        def is_found(left, right):
            return left in group and group[left] == group.get(right)

        def share(found):
            return f"{sum(found) / len(found):.4f}" if found else "–"

        joined = []
        for storm in self.STORMS:
            members = self.storms[storm]
            sizes = Counter(group[member] for member in members if member in group)
            largest = max(sizes.values(), default=0)
            joined.append(f"{largest / len(members):.3f}" if members else "–")
        # A brief inside two long reads is a copy of either: an output that keeps one article for each
        # copy can name but one of them, and that does not join the two.
        inside = [
            any(is_found(inner, outer) for outer in outers)
            for inner, outers in self.embedded.items()
        ]
        bands = [[is_found(*pair) for pair in pairs] for pairs in self.bands.values()]
        cells = [*map(share, [*bands, inside]), " / ".join(joined)]
        right, all_pairs = self.pairs_within(group)
        return [*cells, f"{right / all_pairs:.4f} of {all_pairs}" if all_pairs else "–"]

    def pairs_within(self, group):
        """How many pairs of an output's groups are of one family, and how many there are."""
        sizes = Counter(group.values())
        within = Counter((leader, self.family[article]) for article, leader in group.items())
        both = [sum(n * (n - 1) // 2 for n in counts.values()) for counts in (within, sizes)]
        return both[0], both[1]


def copytaster(folder):
    """The program's command."""
    program = ROOT / "target" / "release" / "copytaster"
    options = ["--level", "copies", "--format", "csv", "--raw", "--quiet"]
    return [program, "cluster", folder / "articles.jsonl", *options]


def run(names, folder, python, repeat):
    """Measures every program so often, each once a round, and says what it found."""
    measured, cells = defaultdict(list), {}
    truth = Truth(folder)
    with tempfile.TemporaryDirectory() as scratch:
        for turn, name in itertools.product(range(repeat), list(names)):
            output = Path(scratch) / "output.csv"
            if name == "copytaster":
                command = copytaster(folder)
            else:
                command = [python, __file__, "--run", name, folder]
            print(f"{name}, {turn + 1} of {repeat}", file=sys.stderr, flush=True)
            try:
                measured[name].append(measure(command, output))
            except (OSError, RuntimeError) as error:
                print(f"{name} failed: {error}", file=sys.stderr)
                continue
            if name not in cells:
                cells[name] = truth.judge(groups_of(read_pairs(output, name)))
    return measured, cells, len(truth.family)


def table(measured, cells, articles_read):
    """The table, medians of all runs, the fastest first."""
    heading = ["program", "CPU s", "wall s", "peak MB", "articles a CPU second"]
    heading += ["J ≥ .9", ".8–.9", ".7–.8", ".6–.7", ".5–.6", "embedded"]
    heading += ["storms, near / identical", "precision of pairs"]
    lines = [heading, ["---"] + ["--:"] * (len(heading) - 1)]
    medians = {name: [statistics.median(of) for of in zip(*measured[name])] for name in cells}
    for name in sorted(medians, key=lambda name: medians[name][0]):
        cpu, wall, peak = medians[name]
        version = PACKAGES.get(name.split(",")[0], "")
        numbers = [f"{cpu:.2f}", f"{wall:.2f}", f"{peak:,.0f}", f"{articles_read / cpu:,.0f}"]
        lines.append([f"{name} {version}".strip(), *numbers, *cells[name]])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine():
    """The processor, its cores and the Python the peers ran in."""
    model = platform.processor() or platform.machine()
    try:
        info = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        model = re.search(r"model name\s*: (.*)", info).group(1)
    except (OSError, AttributeError):
        pass
    return f"{model}, {os.cpu_count()} cores; Python {platform.python_version()}"


def main():
    """Reads the arguments, prepares, measures and prints."""
    names = ["copytaster", *PEERS]
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("folder", type=Path, help="what the generator wrote")
    parser.add_argument("--only", action="append", choices=names, help="may be given repeatedly")
    parser.add_argument("--repeat", type=int, default=1, help="runs; the table has their medians")
    parser.add_argument("--venv", type=Path, help="environment to use or make, and to keep")
    parser.add_argument("--no-build", action="store_true", help="use the program as it is")
    parser.add_argument("--run", choices=PEERS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.run:
        pairs = PEERS[arguments.run](str(arguments.folder / "articles.jsonl"))
        csv.writer(sys.stdout).writerows(pairs)
        return
    names = arguments.only or names
    if "copytaster" in names and not arguments.no_build:
        subprocess.run(["cargo", "build", "--release"], cwd=ROOT, check=True)
    venv = arguments.venv or Path(tempfile.mkdtemp(prefix="peers-"))
    try:
        python, missing = venv, []
        if set(names) & set(PEERS):
            python, missing = prepare(venv, names)
        names = [name for name in names if name.split(",")[0] not in missing]
        print(table(*run(names, arguments.folder, python, arguments.repeat)))
        print(f"\nMedians of {arguments.repeat}; {machine()}.")
        for package in missing:
            print(f"Could not be installed: {package} {PACKAGES[package]}.")
    finally:
        if not arguments.venv:
            shutil.rmtree(venv, ignore_errors=True)


if __name__ == "__main__":
    main()
