#!/usr/bin/env python3
"""`outlay detect` beside scikit-learn on the same tables, in one run: time, peak memory, agreement.

    python3 bench/peers.py [--bin target/release/outlay] [--rows 1000,10000,100000] [--cols 10]

Each program runs in a process of its own on as many threads as the machine has. Needs numpy, scipy, scikit-learn.
"""

import argparse
import csv
import json
import os
import signal
import subprocess
import sys
import tempfile

import numpy as np
from scipy.stats import spearmanr


def table(rows, cols, seed=42):
    """Clusters of unequal spread, one row in fifty far from all of them."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(0, 4, (6, cols))
    x = centres[rng.integers(0, 6, rows)] + rng.normal(0, 1, (rows, cols)) * rng.uniform(0.4, 1.6, cols)
    odd = rng.choice(rows, rows // 50, replace=False)
    x[odd] += rng.normal(0, 2.5, (len(odd), cols))
    label = np.zeros(rows, int)
    label[odd] = 1
    return x, label


def peer(method, path, out):
    """One detector of scikit-learn, in this process; scores are higher for odder rows."""
    from sklearn.ensemble import IsolationForest
    from sklearn.neighbors import LocalOutlierFactor
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import OneClassSVM

    x = StandardScaler().fit_transform(np.loadtxt(path, delimiter=",", skiprows=1))
    if method == "lof":
        scores = -LocalOutlierFactor(n_neighbors=20, n_jobs=-1).fit(x).negative_outlier_factor_
    elif method == "ocsvm":
        scores = -OneClassSVM(nu=0.2, gamma=1 / x.shape[1]).fit(x).score_samples(x)
    else:
        scores = -IsolationForest(n_estimators=200, random_state=42, n_jobs=-1).fit(x).score_samples(x)
    np.save(out, scores)


def measure(command, budget):
    """Wall seconds and peak megabytes of `command`; None where it takes longer than `budget` seconds."""
    # A process between, so that the peak is of this command and not of an earlier one.
    helper = (
        "import json,resource,subprocess,sys,time;t=time.time();"
        "subprocess.run(sys.argv[1:],check=True,stdout=subprocess.DEVNULL);"
        "u=resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(json.dumps([time.time()-t,u.ru_maxrss/1024]))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", helper, *command], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        said, _ = process.communicate(timeout=budget)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return None
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed")
    return json.loads(said)


def auroc(label, scores):
    order = np.argsort(scores, kind="stable")
    rank = np.empty(len(scores))
    rank[order] = np.arange(1, len(scores) + 1)
    ones = label.sum()
    return (rank[label == 1].sum() - ones * (ones + 1) / 2) / (ones * (len(label) - ones))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default="target/release/outlay")
    parser.add_argument("--rows", default="1000,10000,100000")
    parser.add_argument("--cols", type=int, default=10)
    parser.add_argument("--budget", type=float, default=300, help="seconds a program may take")
    parser.add_argument("--peer", nargs=3, metavar=("METHOD", "TABLE", "OUT"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.peer:
        return peer(*args.peer)
    print(f"{os.cpu_count()} cores, {args.cols} columns; seconds, peak MB, rank correlation with Outlay, AUROC of both")
    line = "{:>8}  {:<36}{:>8}{:>8}{:>9}{:>14}".format
    print(line("rows", "program", "s", "MB", "rank r", "ours/theirs"))
    with tempfile.TemporaryDirectory() as folder:
        for rows in map(int, args.rows.split(",")):
            x, label = table(rows, args.cols)
            path, out = os.path.join(folder, "t.csv"), os.path.join(folder, "o.csv")
            np.savetxt(path, x, delimiter=",", header=",".join(f"c{i}" for i in range(args.cols)), comments="")
            cost = measure([args.bin, "detect", path, "--out", out], args.budget)
            if cost is None:
                print(line(rows, "outlay detect", f"> {args.budget:.0f}", "", "", ""))
                continue
            with open(out) as file:
                ours = list(csv.DictReader(file))
            column = lambda name: np.array([float(row[name]) for row in ours])
            print(line(rows, "outlay detect (all four, combined)", *map("{:.2f}".format, cost), "", f"{auroc(label, column('score')):.3f}"))
            for method in ("lof", "ocsvm", "isolation_forest"):
                scores = os.path.join(folder, "s.npy")
                name = f"scikit-learn {method}"
                cost = measure([sys.executable, __file__, "--peer", method, path, scores], args.budget)
                if cost is None:
                    print(line(rows, name, f"> {args.budget:.0f}", "", "", ""))
                    continue
                theirs = np.load(scores)
                agree = spearmanr(theirs, column(method)).statistic
                both = f"{auroc(label, column(method)):.3f}/{auroc(label, theirs):.3f}"
                print(line(rows, name, *map("{:.2f}".format, cost), f"{agree:.4f}", both))


if __name__ == "__main__":
    main()
