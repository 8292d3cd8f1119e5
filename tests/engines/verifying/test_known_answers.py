"""`verify.py` on its own: known answers, the sample bundle, what it says, and that it needs nothing
but an old Python.
"""

import ast
import json
import random
import subprocess
import sys
import zipfile
from base64 import b64decode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.engines import verify
from priorities.engines.sealing import merkle
from priorities.engines.sealing.receipts import encode, tag
from tests.engines.verifying.bundles import POLL, PUBLIC, Way, a_poll, bundle_of

DATA = Path(__file__).parents[2] / "data"
SAMPLE = DATA / "ballots/bundle"
VECTORS = json.loads((DATA / "ballots/lv1_vectors.json").read_text())
SOURCE = Path(verify.__file__)
CODE = VECTORS["ballots"][0]["code"]
# RFC 8032, section 7.1, tests 1 to 3 and SHA(abc): public key, message, signature.
SIGNED = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


def said(capsys, *arguments):
    """The exit status, and what was said."""
    status = verify.main([str(each) for each in arguments])
    return status, capsys.readouterr().out


# --- Known answers --------------------------------------------------------------------------------


def test_the_sample_bundle_holds_and_it_says_what_it_lacks(capsys):
    status, words = said(capsys, SAMPLE)
    assert status == 0
    assert "no hash of the rules" in words
    assert "nothing vouches for the signer" in words
    assert words.count("Counted again") == 2


def test_the_sample_that_lies_beside_the_project_holds_too(capsys):
    beside = Path(__file__).parents[4] / "shared/data/ballots/bundle"
    if beside.exists():
        assert said(capsys, beside)[0] == 0


def test_with_the_key_from_elsewhere_it_does_not_warn(capsys):
    status, words = said(capsys, SAMPLE, "--key", VECTORS["ed25519_public"].upper())
    assert status == 0
    assert "vouches" not in words
    status, words = said(capsys, SAMPLE, "--key", PUBLIC.hex())
    assert (status, "not the key that you gave" in words) == (1, True)


@pytest.mark.parametrize("ballot", VECTORS["ballots"], ids=lambda ballot: ballot["code"][:4])
def test_the_codes_tags_and_choices_of_the_known_ballots(capsys, ballot):
    assert verify.secret_of(ballot["code"]).hex() == ballot["r"]
    for question, known in ballot["tags"].items():
        assert verify.tag_of(bytes.fromhex(ballot["r"]), VECTORS["vote"], question) == known
    status, words = said(capsys, SAMPLE, "--receipt", ballot["code"].lower())
    assert status == 0
    for choice in ballot["choices"].values():
        assert verify.canonical(choice).decode() in words


def test_the_known_leaves_and_root():
    leaves = [leaf.encode() for leaf in VECTORS["leaves"]]
    assert [verify.leaf(leaf).hex() for leaf in leaves] == VECTORS["leaf_hashes"]
    assert verify.root_of(leaves).hex() == VECTORS["root"]


@pytest.mark.parametrize(
    "file",
    sorted((DATA / "merkle/inclusion").rglob("*.json")),
    ids=lambda file: f"{file.parent.name}/{file.stem}",
)
def test_published_inclusion_proofs(file):
    case = json.loads(file.read_text())
    is_included = verify.is_included(
        b64decode(case["leafHash"] or ""),
        case["leafIdx"],
        case["treeSize"],
        [b64decode(each) for each in case["proof"] or []],
        b64decode(case["root"] or ""),
    )
    assert is_included is not case["wantErr"]


@given(st.integers(1, 70), st.data())
def test_trees_and_proofs_are_those_of_the_platform(size, data):
    lines = [bytes([number]) for number in range(size)]
    hashes = [merkle.leaf_hash(line) for line in lines]
    assert verify.root_of(lines) == merkle.root(hashes)
    index = data.draw(st.integers(0, size - 1))
    proof = merkle.inclusion_proof(hashes, index)
    assert verify.is_included(hashes[index], index, size, proof, merkle.root(hashes))


@pytest.mark.parametrize(("key", "message", "signature"), SIGNED, ids=["empty", "72", "af82"])
def test_known_signatures(key, message, signature):
    key, message, signature = map(bytes.fromhex, (key, message, signature))
    assert verify.is_signed(key, message, signature)
    assert not verify.is_signed(key, message + b"x", signature)
    assert not verify.is_signed(key, message, signature[:-1])
    assert not verify.is_signed(key[:-1], message, signature)
    unreduced = int.from_bytes(signature[32:], "little") + verify.ORDER
    assert not verify.is_signed(key, message, signature[:32] + unreduced.to_bytes(32, "little"))


# --- What it takes --------------------------------------------------------------------------------


@pytest.fixture
def bundle():
    return bundle_of(a_poll(random.Random(1), Way("approval"), voters=15))


def zipped(path, files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files:
            archive.writestr(name, data)
    return path


def test_a_zip_is_as_good_as_a_folder(capsys, tmp_path, bundle):
    path = zipped(tmp_path / "bundle.zip", [*bundle.items(), ("verify.py", SOURCE.read_bytes())])
    assert said(capsys, path, "--key", PUBLIC.hex())[0] == 0


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_that_holds_two_files_of_one_name_is_refused(capsys, tmp_path, bundle):
    twice = [*bundle.items(), ("ballots.jsonl", b"")]
    status, words = said(capsys, zipped(tmp_path / "bundle.zip", twice))
    assert (status, "two files of one name" in words) == (1, True)


def test_what_cannot_be_read_is_told_apart_from_what_does_not_hold(capsys, tmp_path, bundle):
    assert said(capsys, tmp_path / "nowhere")[0] == 2
    assert said(capsys, tmp_path)[0] == 2
    (tmp_path / "no.zip").write_text("no zip")
    assert said(capsys, tmp_path / "no.zip")[0] == 2
    bundle["ballots.jsonl"] = bundle["ballots.jsonl"][:-2] + b"]\n"
    assert said(capsys, zipped(tmp_path / "bundle.zip", bundle.items()))[0] == 1


@pytest.mark.parametrize("mode", ["content", "inclusion"])
def test_a_receipt_finds_its_lines(capsys, tmp_path, mode):
    ways = [Way("approval"), Way("points")]
    poll = a_poll(random.Random(2), *ways, voters=15, mode=mode)
    path = zipped(tmp_path / "bundle.zip", bundle_of(poll).items())
    ballot = poll.ballots[4]
    status, words = said(capsys, path, "--receipt", encode(ballot.secret))
    assert status == 0
    for question, choice in ballot.choices.items():
        assert tag(ballot.secret, POLL, question).hex() in words
        assert (verify.canonical(choice).decode() in words) == (mode == "content")


def test_a_receipt_of_another_vote_is_not_found_and_a_mistyped_one_is_told(
    capsys, tmp_path, bundle
):
    path = zipped(tmp_path / "bundle.zip", bundle.items())
    status, words = said(capsys, path, "--receipt", CODE)
    assert (status, "No ballot has this code" in words) == (1, True)
    assert said(capsys, path, "--receipt", CODE[:-1] + "0")[0] == 2
    assert said(capsys, path, "--receipt", CODE[:-1])[0] == 2
    assert said(capsys, path, "--receipt", CODE.replace("D", "U"))[0] == 2


def test_a_small_poll_says_that_its_ballots_are_not_there(capsys, tmp_path):
    small = a_poll(random.Random(3), Way("ranking", "irv", "", 1), voters=9, smallest_group=10)
    path = zipped(tmp_path / "bundle.zip", bundle_of(small).items())
    status, words = said(capsys, path)
    assert (status, "fewer than 10 voted" in words) == (0, True)
    assert said(capsys, path, "--receipt", encode(small.ballots[0].secret))[0] == 2


def test_what_was_left_out_is_told_with_its_reason(capsys, tmp_path):
    told = [{"ballots": 2, "reason": "They do not open."}]
    poll = a_poll(random.Random(4), Way("single"), voters=10, excluded=told)
    _, words = said(capsys, zipped(tmp_path / "bundle.zip", bundle_of(poll).items()))
    assert "2 ballots were left out as broken. Reason: They do not open." in words


def test_a_proof_needs_no_ballots(capsys, tmp_path, bundle):
    lines = bundle.pop("ballots.jsonl").splitlines()
    hashes = [merkle.leaf_hash(line) for line in lines]
    told = {
        "vote": str(POLL),
        "root": "root",
        "line": lines[3].decode(),
        "index": 3,
        "size": len(lines),
        "path": [each.hex() for each in merkle.inclusion_proof(hashes, 3)],
    }
    path = zipped(tmp_path / "bundle.zip", bundle.items())
    proof = tmp_path / "proof.json"
    proof.write_text(json.dumps(told))
    status, words = said(capsys, path, "--proof", proof)
    assert (status, told["line"] in words, "were not counted" in words) == (0, True, True)
    proof.write_text(json.dumps(told | {"index": 4}))
    assert said(capsys, path, "--proof", proof)[0] == 1
    proof.write_text(json.dumps(told | {"line": lines[4].decode()}))
    assert said(capsys, path, "--proof", proof)[0] == 1
    assert said(capsys, path)[0] == 2


# --- What it needs --------------------------------------------------------------------------------


def test_it_is_one_file_for_python_3_8_that_imports_the_standard_library_alone():
    tree = ast.parse(SOURCE.read_text(), feature_version=(3, 8))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else [node.module or "."]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= sys.stdlib_module_names
    newer = {"removeprefix", "removesuffix", "bit_count", "pairwise", "StrEnum", "strict"}
    words = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    words |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword)}
    assert not words & newer


def test_it_runs_alone_from_wherever_it_lies(tmp_path):
    copied = tmp_path / "verify.py"
    copied.write_bytes(SOURCE.read_bytes())
    ran = subprocess.run(
        [sys.executable, "-I", str(copied), str(SAMPLE), "--receipt", CODE],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert ran.stdout.endswith("IT HOLDS.\n")
