"""The exercises of lesson 0."""

from __future__ import annotations

from sawidget.checks.exercise import Exercise
from sawidget.checks.single import OTHER, choice, number

EXERCISES = (
    Exercise(
        id="0.1",
        asks="the Wiener index of 2-methylbutane, a number",
        judge=number("0.1", "167a2d8ec3007126", wrong=(20, 16, 36, 4, 10)),
        hints={
            "20": (
                "That is pentane, the chain. Draw 2-methylbutane: a chain of four carbons, and a fifth on the second.",
                "From the carbon with the branch it is one bond to three others, and two bonds to the last.",
            ),
            "16": (
                "That is 2,2-dimethylpropane, the ball. In 2-methylbutane no carbon has four carbons around it.",
                "Draw a chain of four carbons, and put the fifth on the second of them.",
            ),
            "36": ("Count each pair once: from A to B is the same way as from B to A.",),
            "4": (
                "That is the number of bonds. Add up the bonds between every two carbons, neighbours or not.",
                "Five carbons make ten pairs. Four of them are neighbours; how far apart are the other six?",
            ),
            "10": ("That is the number of pairs. Now count the bonds on the way for each pair, and add them up.",),
            OTHER: (
                "Number the five carbons, list the ten pairs, and write the number of bonds beside each.",
                "Four pairs are one bond apart. Of the other six, four are two bonds apart; the rest is three.",
            ),
        },
        untested="how you came to it. Would you know it for six carbons, too?",
    ),
    Exercise(
        id="0.2",
        asks='one of the letters "a", "b", "c" and "d"',
        judge=choice("0.2", "8fa572fb158f7a72", "abcd"),
        hints={
            "a": (
                "That would be going downhill only. Look at the thin line of the figure: does it never go up?",
                "What is different on the left of the figure, where it goes up often, and on the right?",
            ),
            "b": (
                "Then the temperature would not matter. What ended the jumps in the figure, on its way to the right?",
            ),
            "d": (
                "The best molecule is only remembered; the run itself goes on from the molecule that it has now.",
                "Look at the two lines of the figure: the thin one does not go back to the thick one.",
            ),
        },
        untested="how often that is. Lesson 2 finds the formula.",
    ),
)
