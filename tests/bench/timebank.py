#!/usr/bin/env python3
"""Score what `copytaster dates` found against TIMEX3 spans marked by hand, as TempEval-3 did.

  python3 tests/bench/timebank.py GOLD.csv DATES.csv [--half a|b] [--mistakes]

GOLD.csv has the columns id,start,end,type,value (others are ignored); DATES.csv is the output of
`copytaster dates`, with article,start,end,text,type,value. Offsets count code points, the end
excluded. A found expression and a marked one are paired if they overlap, each with one other at
most, equal spans first. Then over all expressions of every type:

  relaxed  F1 of the pairs
  strict   F1 of the pairs with equal spans
  value    F1 of the pairs with the same value, letter for letter
  type     F1 of the pairs with the same type

F1 = 2 * right / (marked + found). --half keeps the articles whose id has an even (a) or odd (b)
SHA-256, for tuning on one half and looking at the other. --mistakes lists what is wrong.
Needs nothing but Python 3.8.
"""

import argparse
import collections
import csv
import hashlib
import sys


def half_of(article):
    return "ab"[int(hashlib.sha256(article.encode()).hexdigest(), 16) % 2]


def read(path, name, half):
    """The expressions of each article: (start, end, type, value, words), in order."""
    found = collections.defaultdict(list)
    with open(path, encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if half in (None, half_of(row[name])):
                words = row.get("text") or row.get("surface") or ""
                spot = (int(row["start"]), int(row["end"]))
                found[row[name]].append((*spot, row["type"], row["value"], words))
    for rows in found.values():
        rows.sort()
    return found


def pairs(gold, found):
    """Indices of marked and found expressions that overlap, one to one, equal spans first."""
    spans = {row[:2]: at for at, row in enumerate(found)}
    paired, used = {}, set()
    for at, row in enumerate(gold):
        if row[:2] in spans and spans[row[:2]] not in used:
            paired[at] = spans[row[:2]]
            used.add(paired[at])
    for at, row in enumerate(gold):
        if at in paired:
            continue
        for other, candidate in enumerate(found):
            if other not in used and candidate[0] < row[1] and row[0] < candidate[1]:
                paired[at] = other
                used.add(other)
                break
    return paired


def main():
    arguments = argparse.ArgumentParser(description="Score `copytaster dates` as TempEval-3 did.")
    arguments.add_argument("gold")
    arguments.add_argument("dates")
    arguments.add_argument("--half", choices="ab")
    arguments.add_argument("--mistakes", action="store_true")
    options = arguments.parse_args()
    gold = read(options.gold, "id", options.half)
    found = read(options.dates, "article", options.half)
    if not gold:
        sys.exit(f"{options.gold}: nothing is marked")
    right = collections.Counter()
    for article in sorted(gold.keys() | found.keys()):
        ours, theirs = found[article], gold[article]
        paired = pairs(theirs, ours)
        for at, other in paired.items():
            marked, one = theirs[at], ours[other]
            right["relaxed"] += 1
            right["strict"] += marked[:2] == one[:2]
            right["type"] += marked[2] == one[2]
            right["value"] += marked[3] == one[3]
            if options.mistakes and (marked[:2], marked[3]) != (one[:2], one[3]):
                print(f"differs  {article} {marked[0]}: {marked[2:]} found {one[2:]}")
        if options.mistakes:
            for at in sorted(set(range(len(theirs))) - paired.keys()):
                print(f"missed   {article} {theirs[at][0]}: {theirs[at][2:]}")
            for at in sorted(set(range(len(ours))) - set(paired.values())):
                print(f"spurious {article} {ours[at][0]}: {ours[at][2:]}")
    marked = sum(map(len, gold.values()))
    ours = sum(map(len, found.values()))
    print(f"{marked} marked, {ours} found, {right['relaxed']} of both")
    for name in ("relaxed", "strict", "value", "type"):
        print(f"{name:8} F1 {200 * right[name] / (marked + ours):.1f}")


if __name__ == "__main__":
    main()
