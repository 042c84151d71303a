#!/usr/bin/env python3
"""Checks bridge/ with clang, skipping every file that has not changed since it was last found clean.

Two things are checked, both without precompiled headers:
  * each file compiles by itself, so that a missing include does not hide;
  * clang-tidy-14 finds nothing (the compiler's warnings are left to the first). Most of its time goes into headers, so it gets files of one module together.

A file counts as unchanged when it, every bridge/ header it includes (however deep), .clang-tidy and this script have the
content they had then; the memory is a folder of hashes, so a fresh clone profits too. Compile commands come from
build/tidy. Arguments: the files to check; without them all of bridge/.
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "tidy"
MEMORY = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "veerpont-tidy"
INCLUDE = re.compile(r'^\s*#include\s+"(bridge/[^"]+)"', re.M)
TOGETHER = 8


def closure(path, seen):
    if path in seen or not path.exists():
        return
    seen.add(path)
    for name in INCLUDE.findall(path.read_text(encoding="utf-8")):
        closure(ROOT / name, seen)


def stamp(path):
    seen = set()
    closure(path, seen)
    digest = hashlib.sha256((ROOT / ".clang-tidy").read_bytes() + pathlib.Path(__file__).read_bytes())
    for one in sorted(seen):
        digest.update(str(one.relative_to(ROOT)).encode())
        digest.update(one.read_bytes())
    return MEMORY / digest.hexdigest()


def compiler_and_flags():
    """How every file of bridge/ is compiled, without the names of source and object."""
    commands = json.loads((BUILD / "compile_commands.json").read_text(encoding="utf-8"))
    words = shlex.split(next(one["command"] for one in commands if one["file"].startswith(str(ROOT / "bridge"))))
    compiler = next(at for at, word in enumerate(words) if os.path.basename(word).startswith("clang++"))
    return words[compiler], words[compiler + 1 : words.index("-o")]


def run(command):
    done = subprocess.run(command, capture_output=True, text=True)
    return done.returncode, done.stdout + (done.stderr if done.returncode else "")


def alone(path, compiler, flags):
    return run([compiler, *flags, "-fsyntax-only", str(path)])


def together(unit, paths, flags):
    unit.parent.mkdir(parents=True, exist_ok=True)
    lines = [f'#include "{path}"  // NOLINT(bugprone-suspicious-include)\n' for path in paths]
    unit.write_text("".join(lines), encoding="utf-8")
    return run(["clang-tidy-14", "--quiet", f"--config-file={ROOT / '.clang-tidy'}", str(unit), "--", *flags, "-w"])


def units_of(paths):
    """Files of one module in groups of at most TOGETHER, of about equal size: name of the unit -> files."""
    modules = {}
    for path in paths:
        modules.setdefault(path.relative_to(ROOT).parts[1], []).append(path)
    units = {}
    for module, files in modules.items():
        count = -(-len(files) // TOGETHER)
        files.sort(key=lambda path: -path.stat().st_size)
        for at, path in enumerate(files):
            units.setdefault(f"{module}_{at % count}.cc", []).append(path)
    return units


def main():
    MEMORY.mkdir(parents=True, exist_ok=True)
    files = sorted(pathlib.Path(name).resolve() for name in sys.argv[1:]) or sorted((ROOT / "bridge").rglob("*.cc"))
    stamps = {path: stamp(path) for path in files}
    changed = [path for path in files if not stamps[path].exists()]
    refused = set()
    if changed:
        compiler, flags = compiler_and_flags()
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            jobs = {}
            for name, paths in units_of(changed).items():
                jobs[pool.submit(together, BUILD / "units" / name, paths, flags)] = paths
            for path in changed:
                jobs[pool.submit(alone, path, compiler, flags)] = [path]
            for job in concurrent.futures.as_completed(jobs):
                code, output = job.result()
                if code:
                    refused.update(jobs[job])
                    print(output)
        for path in changed:
            if path not in refused:
                stamps[path].touch()
    print(f"clang-tidy: {len(files)} files, {len(changed)} looked at, {len(refused)} with findings or beside one")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
