#!/usr/bin/env python3
"""Runs clang-tidy-14 on bridge/, skipping every file that has not changed since it was last found clean.

A file counts as unchanged when it, every bridge/ header it includes (however deep), and .clang-tidy have the content they
had then; the memory is a folder of hashes, so a fresh clone profits too. Compile commands come from build/tidy.
"""
import concurrent.futures
import hashlib
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MEMORY = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "veerpont-tidy"
INCLUDE = re.compile(r'^\s*#include\s+"(bridge/[^"]+)"', re.M)


def closure(path, seen):
    if path in seen or not path.exists():
        return
    seen.add(path)
    for name in INCLUDE.findall(path.read_text(encoding="utf-8")):
        closure(ROOT / name, seen)


def fingerprint(path):
    seen = set()
    closure(path, seen)
    digest = hashlib.sha256((ROOT / ".clang-tidy").read_bytes())
    for one in sorted(seen):
        digest.update(str(one.relative_to(ROOT)).encode())
        digest.update(one.read_bytes())
    return digest.hexdigest()


def check(path):
    stamp = MEMORY / fingerprint(path)
    if stamp.exists():
        return path, 0, ""
    done = subprocess.run(["clang-tidy-14", "--quiet", "-p", str(ROOT / "build" / "tidy"), str(path)], capture_output=True, text=True)
    if done.returncode == 0:
        stamp.touch()
    return path, done.returncode, done.stdout


def main():
    MEMORY.mkdir(parents=True, exist_ok=True)
    files = sorted(pathlib.Path(name).resolve() for name in sys.argv[1:]) or sorted((ROOT / "bridge").rglob("*.cc"))
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, code, output in pool.map(check, files):
            if code:
                failed += 1
                print(f"{path.relative_to(ROOT)}:\n{output}")
    print(f"clang-tidy: {len(files)} files, {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
