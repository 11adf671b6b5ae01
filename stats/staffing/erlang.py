"""How many people answer calls in time: the queues of A. K. Erlang and C. Palm, as pure arithmetic.

Offered load a = calls / interval × handling time, in erlangs; n people on the line.

* B, all lines busy where nobody waits: B(0) = 1, 1/B(k) = 1 + k / (a · B(k−1)).
* C, everybody waits as long as it takes: P(wait) = B / (1 − ρ(1 − B)), ρ = a/n < 1; answered within T with
  1 − P(wait)·exp(−(n − a)·T/h); mean wait P(wait)·h/(n − a).
* A (M/M/n+M), callers give up after an exponential patience: Mandelbaum and Zeltyn, "Service engineering in
  action: the Palm/Erlang-A queue" (2007). With x = n·μ/θ, y = λ/θ everything comes from one series,
  A(x, y) = Σ yʲ / ((x+1)…(x+j)), which is summed in logarithms so that no load is too large for it.

Sources and limits: docs/staffing.md.
"""

import math
from dataclasses import dataclass

LARGEST = 20_000.0  # erlangs: far beyond any desk, and the point where a typing error is certain


class Nonsense(ValueError):
    """No desk has such numbers; `field` names the one that is wrong."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True)
class Queue:
    """Calls that come in an interval and what one of them takes; `patience_s` None: nobody gives up."""

    calls: float
    interval_s: float
    handle_s: float
    patience_s: float | None = None

    def __post_init__(self) -> None:
        for name in ("calls", "interval_s", "handle_s"):
            if not math.isfinite(getattr(self, name)):
                raise Nonsense(name, "must be a number")
        if self.calls < 0:
            raise Nonsense("calls", "must not be negative")
        for name in ("interval_s", "handle_s"):
            if getattr(self, name) <= 0:
                raise Nonsense(name, "must be greater than 0")
        if self.patience_s is not None and not 0 < self.patience_s <= 604_800:
            raise Nonsense("patience_s", "must be greater than 0 and at most a week")
        if self.load > LARGEST:
            raise Nonsense("calls", f"make a load of more than {LARGEST:.0f} people")

    @property
    def load(self) -> float:
        """Offered load in erlangs: how many people would be busy if nobody ever waited."""
        return self.calls * self.handle_s / self.interval_s


@dataclass(frozen=True)
class Served:
    """How a queue is served by so many people; shares are 0 to 1, times seconds.

    `service_level` counts those answered within the threshold among all who called; `asa_s` is the mean wait
    of those who were answered, infinite where the queue only grows.
    """

    agents: int
    service_level: float
    p_wait: float
    occupancy: float
    asa_s: float
    abandoned: float = 0.0


def erlang_b(load: float, agents: int) -> float:
    """The share of calls that finds everybody busy, where such calls go away."""
    if load <= 0:
        return 0.0 if agents else 1.0
    inverse = 1.0
    for busy in range(1, agents + 1):
        inverse = 1.0 + inverse * busy / load
        if inverse > 1e300:  # nobody is ever turned away: more people change nothing that a float can hold
            return 0.0
    return 1.0 / inverse


def erlang_c(load: float, agents: int) -> float:
    """The share of calls that waits, where everybody waits as long as it takes; 1 where the queue grows."""
    if load <= 0:
        return 0.0
    if agents <= load:
        return 1.0
    blocked = erlang_b(load, agents)
    return blocked / (1.0 - load / agents * (1.0 - blocked))


def served(queue: Queue, agents: int, threshold_s: float) -> Served:
    """How `agents` people serve the queue. Nobody on the line serves nobody."""
    if threshold_s < 0 or not math.isfinite(threshold_s):
        raise Nonsense("threshold_s", "must not be negative")
    if queue.calls <= 0:
        return Served(agents, 1.0, 0.0, 0.0, 0.0)
    if agents <= 0:
        gone = 1.0 if queue.patience_s else 0.0
        return Served(0, 0.0, 1.0, 1.0, math.inf, gone)
    if queue.patience_s is None:
        return _patient(queue, agents, threshold_s)
    return _impatient(queue, agents, threshold_s, queue.patience_s)


def needed(queue: Queue, target: float, threshold_s: float) -> Served:
    """The fewest people with whom the share `target` is answered within the threshold.

    The search begins just above the load where callers are patient, at one person where they give up, and
    doubles its step before it halves it: the service level never falls when people are added.
    """
    if not 0 < target < 1:
        raise Nonsense("target", "must be between 0 and 1, such as 0.8")
    if queue.calls <= 0:
        return served(queue, 0, threshold_s)
    low = 0 if queue.patience_s else math.floor(queue.load)  # never enough
    step = 1
    while (found := served(queue, low + step, threshold_s)).service_level < target:
        low, step = low + step, step * 2
    high = found.agents
    while high - low > 1:
        middle = (low + high) // 2
        tried = served(queue, middle, threshold_s)
        if tried.service_level >= target:
            high, found = middle, tried
        else:
            low = middle
    return found


def scheduled(agents: float, shrinkage: float) -> int:
    """How many must be on the roster so that so many are on the line; `shrinkage` is a share of paid time."""
    if not 0 <= shrinkage < 1:
        raise Nonsense("shrinkage", "must be from 0 to less than 1, such as 0.3")
    return math.ceil(agents / (1.0 - shrinkage) - 1e-9)  # 14 / 0.7 is 20, not a hair more


def _patient(queue: Queue, agents: int, threshold_s: float) -> Served:
    if agents <= queue.load:
        return Served(agents, 0.0, 1.0, 1.0, math.inf)
    waits = erlang_c(queue.load, agents)
    free = agents - queue.load
    within = 1.0 - waits * math.exp(-free * threshold_s / queue.handle_s)
    return Served(agents, within, waits, queue.load / agents, waits * queue.handle_s / free)


def _impatient(queue: Queue, agents: int, threshold_s: float, patience_s: float) -> Served:
    rate, serving = queue.calls / queue.interval_s, agents / queue.handle_s  # λ and n·μ, a second
    x, y, rho = serving * patience_s, rate * patience_s, rate / serving
    log_a, spread = _series(x, y)
    inverse = math.exp(-log_a)
    blocked = erlang_b(queue.load, agents)
    waits = blocked / (inverse + (1.0 - inverse) * blocked) if blocked else 0.0
    gone = min(1.0, max(0.0, inverse / rho + 1.0 - 1.0 / rho)) * waits
    # Of those who wait: served by T, from the density of the wait that is offered, in closed form.
    left = math.exp(-threshold_s / patience_s)
    log_e = y * -math.expm1(-threshold_s / patience_s) - serving * threshold_s
    log_later, _spread = _series(x, y * left)
    by_then = (math.exp(log_e - log_a) - inverse + 1.0 - math.exp(log_e + log_later - log_a)) / rho
    within = 1.0 - waits + waits * min(1.0, max(0.0, by_then))
    answered = 1.0 - gone
    asa = waits * max(0.0, x * spread - 1.0) / rate / answered if answered > 0 else math.inf
    return Served(agents, within, waits, min(1.0, rho * answered), asa, gone)


def _series(x: float, y: float) -> tuple[float, float]:
    """The logarithm of A(x, y), and the mean of Σ 1/(x+k), k = 0…j, weighted by its terms.

    The latter is θ times the mean wait that is offered to those who wait: minus the derivative of the
    logarithm of A/x. Terms rise while x + j < y and then fall; the sum is scaled down as it grows.
    """
    term, total, harmonic = 1.0, 1.0, 1.0 / x
    weighted, scale, step = harmonic, 0.0, 0
    while True:
        step += 1
        term *= y / (x + step)
        harmonic += 1.0 / (x + step)
        total += term
        weighted += term * harmonic
        if total > 1e250:
            term, total, weighted, scale = term * 1e-250, total * 1e-250, weighted * 1e-250, scale + 250.0
        if y < x + step and term < total * 1e-17:
            return math.log(total) + scale * math.log(10.0), weighted / total
