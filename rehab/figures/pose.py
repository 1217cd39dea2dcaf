"""What an author says: poses, and the exercise that goes through them. Values only; schema reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .joints import Angles


@dataclass(frozen=True, slots=True)
class Contact:
    """A site that lies exactly on a surface: the floor, or a prop that has one."""

    site: str
    surface: str = "floor"


@dataclass(frozen=True, slots=True)
class Grip:
    """A site of a hand that lies on a point of the body."""

    hand: str
    point: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """A site that is at a point: a foot on a pedal, a hand on a handle. Body heights, to the right and up."""

    site: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Pose:
    """The author's angles (targets, in degrees), and what they must agree with.

    With `after`, the number of an earlier pose, `angles` holds only what differs from that pose as it was solved.
    `x` is where the hips' middle is looked for first (body heights); the solver finds the rest. `held` names joints
    that the solver may not bend. `front` and `behind` name limbs that are painted over or under the rest in this
    pose, when the usual order is wrong.
    """

    angles: Angles
    contacts: tuple[Contact, ...] = ()
    grips: tuple[Grip, ...] = ()
    fixed: tuple[Fixed, ...] = ()
    after: int | None = None
    held: frozenset[str] = frozenset()
    front: frozenset[str] = frozenset()
    behind: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class View:
    """The camera: turned about the vertical (`yaw`) and looking down (`pitch`), degrees; and a close-up.

    A close-up enlarges by `zoom` and centres on the site `at`, moved by `shift` (picture units, right and up).
    """

    yaw: float = 0.0
    pitch: float = 9.0
    zoom: float = 1.0
    at: str = "head"
    shift: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Arrow:
    """Shows the movement: along the path of a site, or straight in a direction (degrees, 0 right, 90 up).

    `shift` moves it (picture units, right and up), `length` and `bow` shape the straight kind, `trim` is the share left
    away at both ends of a path. With `rounds` it goes through all poses and back to the first. With `pose` it belongs
    to the pose of that number, else to the last that is shown.
    """

    follow: str
    direction: float | None = None
    shift: tuple[float, float] = (0.0, 0.0)
    length: float = 130.0
    bow: float = 0.0
    trim: float = 0.12
    pose: int | None = None
    rounds: bool = False


@dataclass(frozen=True, slots=True)
class Prop:
    """A thing in the picture: its kind, its numbers by name, and the sites it hangs at.

    `under` is what it is painted beneath: nothing, the whole `body`, or a limb with all that lies over it.
    """

    kind: str
    size: Mapping[str, float] = field(default_factory=dict)
    sites: tuple[str, ...] = ()
    under: str = ""


@dataclass(frozen=True, slots=True)
class Exercise:
    """A movement through key poses: there and back, or round and round when `cycle_s` is given.

    `names` are the poses as their author knows them: `start`, `end`, or `frame 0`, `frame 1`, ….
    """

    id: str
    title: str
    description: str
    poses: tuple[Pose, ...]
    names: tuple[str, ...]
    cycle_s: float | None = None
    flight: bool = False
    hold_s: float = 1.2
    anchor: int = 0
    sliding: frozenset[str] = frozenset()
    props: tuple[Prop, ...] = ()
    muscles: tuple[str, ...] = ()
    view: View = View()
    arrows: tuple[Arrow, ...] = ()
    strip: tuple[int, ...] = ()
    still: int = 0

    @property
    def is_still(self) -> bool:
        """Whether there is nothing to move: one pose that is held."""
        return len(self.poses) == 1

    @property
    def is_cycle(self) -> bool:
        """Whether it goes round and round, as walking does."""
        return self.cycle_s is not None

    def slides(self, site: str) -> bool:
        """Whether a contact may move along its surface."""
        return site in self.sliding or site.rpartition(".")[2] in self.sliding
