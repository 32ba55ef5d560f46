"""``sawidget links``, as somebody who prepares a course types it."""

from __future__ import annotations

import re
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
            "branch": ["course/2"],
            "urlpath": [f"lab/tree/repo/notebooks/{lesson.name}"],
        }


@pytest.mark.parametrize("repo", ["repo", "https://github.com/org/repo", "org/", "/repo"])
def test_what_is_no_repository_is_refused_with_what_it_must_be(repo: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["links", "--repo", repo, "--tag", "v1"])
    error = capsys.readouterr().err
    assert repo in error
    assert "ORG/REPO" in error
