"""Time mining against git in the same run, and PyDriller as the peer; print ratios.

    MINER_TEST_HISTORY=/path/to/cpython.git python tests/benchmarks/mining.py [--rounds 3] [--peer]

Budgets (2 cores, whole history): a first run at most 3 times `git log --raw`, a second run at most 0.6 s, 100 new
commits at most 1.5 s, at most 500 MB at the peak, a database of at most 4 times the clone.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GIT = ("git", "-c", "log.mailmap=false")
LOG = ("log", "--raw", "--no-renames", "--all")


def timed(command: list[str], **options) -> tuple[float, float]:
    """Run a command; return seconds and the peak memory of its largest process in MB."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **options)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def without_newest(history: Path, folder: Path, count: int) -> Path:
    """Make a repository that shares the objects of ``history`` but whose main is ``count`` commits behind."""
    old = folder / "old.git"
    subprocess.run(["git", "clone", "-q", "--bare", "--shared", str(history), str(old)], check=True)
    # A shared clone of a blobless one is blobless too; say so, or git would look for every blob.
    for key, value in (("core.repositoryformatversion", "1"), ("extensions.partialClone", "origin")):
        subprocess.run(["git", "-C", str(old), "config", key, value], check=True)
    newest = subprocess.check_output(["git", "-C", str(old), "rev-parse", "main"], text=True).strip()
    subprocess.run(["git", "-C", str(old), "update-ref", "refs/heads/main", f"main~{count}"], check=True)
    (old / "newest").write_text(newest)
    return old


def size(path: Path) -> int:
    """Return the size of a file or folder in bytes."""
    return (
        sum(file.stat().st_size for file in path.rglob("*") if file.is_file()) if path.is_dir() else path.stat().st_size
    )


def main() -> None:
    """Print one line per budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peer", action="store_true", help="also time PyDriller on 2,000 commits")
    options = parser.parse_args()
    history = Path(os.environ.get("MINER_TEST_HISTORY") or sys.exit("MINER_TEST_HISTORY names no clone of CPython"))
    miner = [sys.executable, "-m", "miner"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        gits, firsts, seconds, peaks = [], [], [], []
        for number in range(options.rounds):
            gits.append(timed([*GIT, "-C", str(history), *LOG])[0])
            database = folder / f"{number}.db"
            taken, peak = timed([*miner, "--db", str(database), "mine", str(history)])
            firsts.append(taken)
            peaks.append(peak)
            seconds.append(timed([*miner, "--db", str(database), "mine", str(history)])[0])
        git = statistics.median(gits)
        first = statistics.median(firsts)
        print(f"git log --raw --all        {git:7.2f} s   (of {', '.join(f'{one:.2f}' for one in gits)})")
        print(f"first miner mine           {first:7.2f} s   {first / git:.2f} x git   budget 3")
        print(f"second miner mine          {statistics.median(seconds):7.2f} s   budget 0.6 s")
        print(f"peak memory                {max(peaks):7.0f} MB  budget 500 MB")
        print(
            f"database                   {size(database) / 1e6:7.0f} MB  {size(database) / size(history):.1f} x clone   budget 4"
        )
        old = without_newest(history, folder, 100)
        database = folder / "old.db"
        timed([*miner, "--db", str(database), "mine", str(old)])
        newest = (old / "newest").read_text()
        subprocess.run(["git", "-C", str(old), "update-ref", "refs/heads/main", newest], check=True)
        print(
            f"100 new commits            {timed([*miner, '--db', str(database), 'mine', str(old)])[0]:7.2f} s   budget 1.5 s"
        )
        if options.peer:
            peer(history, folder)


def peer(history: Path, folder: Path) -> None:
    """Time PyDriller's commits and file names on 2,000 commits, and the miner's reading of the same ones."""
    listed = subprocess.check_output(
        ["git", "-C", str(history), "rev-list", "--no-merges", "-n2000", "--before=2020-06-01", "main"], text=True
    ).split()
    (folder / "shas").write_text("\n".join(listed))
    clone = folder / "cpython"
    shutil.copytree(history, clone / ".git")
    ours = (
        "import sys; from miner.git.repository import Repository; from miner.reading.reader import Reader;"
        "Reader(Repository(sys.argv[1])).read(open(sys.argv[2]).read().split())"
    )
    theirs = (
        "import sys; from pydriller import Repository;\n"
        "for c in Repository(sys.argv[1], only_commits=open(sys.argv[2]).read().split()).traverse_commits():"
        " [c.msg, c.files]"
    )
    for name, code in (("miner, with mentions", ours), ("PyDriller", theirs)):
        taken, _ = timed([sys.executable, "-c", code, str(clone), str(folder / "shas")])
        print(f"2,000 commits: {name:<22}{taken:6.2f} s")


if __name__ == "__main__":
    main()
