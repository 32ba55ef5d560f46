"""``sawidget links``, as somebody who prepares a course types it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from sawidget import lessons
from sawidget.cli import main


def printed(capsys: pytest.CaptureFixture[str], *more: str) -> list[str]:
    assert main(["links", "--repo", "org/repo", "--tag", "course/2", *more]) == 0
    return re.findall(r"\]\(([^)]+)\)", capsys.readouterr().out)


def test_every_lesson_has_a_link_to_binder_under_the_tag(capsys: pytest.CaptureFixture[str]) -> None:
    _, badge, *links = printed(capsys)
    assert badge == links[0]
    for link, lesson in zip(links, lessons.originals(), strict=True):
        url = urlsplit(link)
        assert [unquote(part) for part in url.path.split("/")[1:]] == ["v2", "gh", "org", "repo", "course/2"]
        assert parse_qs(url.query) == {"urlpath": [f"lab/tree/notebooks/{lesson.name}"]}


def test_a_hub_gets_links_that_fetch_the_repository_and_open_the_lesson_in_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    links = [link for link in printed(capsys, "--hub", "https://hub.test/x/") if "git-pull" in link]
    for link, lesson in zip(links, lessons.originals(), strict=True):
        assert link.startswith("https://hub.test/x/hub/user-redirect/git-pull?")
        assert parse_qs(urlsplit(link).query) == {
            "repo": ["https://github.com/org/repo"],
            "branch": ["main"],
            "urlpath": [f"lab/tree/repo/notebooks/{lesson.name}"],
        }


@pytest.mark.skipif(not shutil.which("git"), reason="there is no git on the PATH")
def test_a_hub_can_follow_what_the_link_names_and_keeps_what_a_student_wrote(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    branch = parse_qs(urlsplit(printed(capsys, "--hub", "https://hub.test")[-1]).query)["branch"][0]
    teacher, student = tmp_path / "teacher", tmp_path / "student"
    git(tmp_path, "init", "--quiet", "--initial-branch=main", "teacher")
    lesson = "title\n\n\nanswer = ...\n"
    for version, text in (("course/2", lesson), ("course/3", lesson.replace("title", "a better title"))):
        (teacher / "lesson.txt").write_text(text)
        git(teacher, "add", ".")
        git(teacher, "commit", "--quiet", "-m", version)
        git(teacher, "tag", version)
        pull_as_nbgitpuller(teacher, student, branch)
        mine = (student / "lesson.txt").read_text().replace("...", "18")
        (student / "lesson.txt").write_text(mine)
    pull_as_nbgitpuller(teacher, student, branch)
    assert (student / "lesson.txt").read_text() == "a better title\n\n\nanswer = 18\n"


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=nobody", "-c", "user.email=nobody@nowhere.test"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def pull_as_nbgitpuller(repository: Path, copy: Path, branch: str) -> None:
    """The commands that nbgitpuller 1.3 gives: a clone, and at every later click a merge of the branch of that name."""
    if not copy.exists():
        git(copy.parent, "clone", "--quiet", "--branch", branch, "--", repository.as_uri(), str(copy))
        return
    git(copy, "fetch")
    git(copy, "diff", f"..origin/{branch}", "--name-status")
    git(copy, "reset", "--mixed")
    git(copy, "commit", "-am", "Automatic commit by nbgitpuller", "--allow-empty")
    git(copy, "merge", "-Xours", f"origin/{branch}")


def test_the_page_shows_what_the_command_writes(capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[3] / "docs" / "binder.md").read_text(encoding="utf-8")
    assert main(["links", "--repo", "ORG/REPO", "--tag", "TAG", "--hub", "https://HUB"]) == 0
    assert f"```markdown\n{capsys.readouterr().out}```" in page
    for url in re.findall(r"^https://.*$", page, re.MULTILINE):
        assert f"({url})" in page


@pytest.mark.parametrize("option", ["--tag", "--branch"])
def test_a_name_that_is_empty_is_refused(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["links", "--repo", "org/repo", "--tag", "v1", option, ""])
    assert f"{option} is empty" in capsys.readouterr().err


def test_a_reader_who_has_seen_enough_gets_no_traceback() -> None:
    command = [sys.executable, "-m", "sawidget", "links", "--repo", "org/repo", "--tag", "v1"]
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, text=True)
    os.close(theirs)
    assert done.stderr == ""
    assert done.returncode == 141


@pytest.mark.parametrize("repo", ["repo", "https://github.com/org/repo", "org/", "/repo"])
def test_what_is_no_repository_is_refused_with_what_it_must_be(repo: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["links", "--repo", repo, "--tag", "v1"])
    error = capsys.readouterr().err
    assert repo in error
    assert "ORG/REPO" in error
