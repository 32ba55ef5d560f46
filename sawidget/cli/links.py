"""``sawidget links``: what opens the lessons with one click, as Markdown for a README, a slide or a course page."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from urllib.parse import quote, urlencode

from sawidget import lessons

BINDER = "https://mybinder.org"


def main(argv: Sequence[str]) -> int:
    """Print the badge, then a link for each lesson."""
    parser = argparse.ArgumentParser(
        prog="sawidget links",
        description="Links that open the lessons on Binder, and on a JupyterHub that has nbgitpuller, as Markdown.",
    )
    parser.add_argument("--repo", metavar="ORG/REPO", required=True, help="the public repository on GitHub")
    parser.add_argument("--tag", required=True, help="a tag keeps Binder's image; a branch has it built anew and anew")
    parser.add_argument(
        "--hub", metavar="URL", help="of a JupyterHub with sawidget and nbgitpuller, for links to it, too"
    )
    parser.add_argument(
        "--branch", default="main", help="what the hub follows, main if not said: nbgitpuller cannot follow a tag"
    )
    asked = parser.parse_args(argv)
    owner, _, name = asked.repo.partition("/")
    if not owner or not name or "/" in name:
        parser.error(f"--repo {asked.repo}: it must be ORG/REPO, as in https://github.com/ORG/REPO")
    for option in ("tag", "branch"):
        if not getattr(asked, option).strip():
            parser.error(f"--{option} is empty; give its name")
    names = [lesson.name for lesson in lessons.originals()]
    print("\n".join(markdown(asked.repo, asked.tag, names, asked.hub, asked.branch)))
    return 0


def markdown(repo: str, tag: str, names: Sequence[str], hub: str | None = None, branch: str = "main") -> Iterator[str]:
    """The lines: a badge that opens the first lesson, and a list of all."""
    yield f"[![Binder]({BINDER}/badge_logo.svg)]({binder(repo, tag, names[0])})"
    yield ""
    for name in names:
        more = f" · [on the hub]({nbgitpuller(hub, repo, branch, name)})" if hub else ""
        yield f"- {name}: [on Binder]({binder(repo, tag, name)}){more}"


def binder(repo: str, tag: str, name: str) -> str:
    """Where Binder opens a lesson."""
    # The tag is one part of the path, even where it contains a slash.
    return f"{BINDER}/v2/gh/{quote(repo)}/{quote(tag, safe='')}?{urlencode({'urlpath': f'lab/tree/notebooks/{name}'})}"


def nbgitpuller(hub: str, repo: str, branch: str, name: str) -> str:
    """Where a hub fetches the repository into the student's own folder, merges what is new, and opens a lesson.

    From the second click on nbgitpuller merges ``origin/BRANCH``: a tag it would clone once, and then fail.
    """
    asked = {
        "repo": f"https://github.com/{repo}",
        "branch": branch,
        "urlpath": f"lab/tree/{repo.partition('/')[2]}/notebooks/{name}",
    }
    return f"{hub.rstrip('/')}/hub/user-redirect/git-pull?{urlencode(asked)}"
