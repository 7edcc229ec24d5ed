"""BG/NBD and Gamma-Gamma by maximum likelihood: what each customer that buys without a contract may still buy.

Fader, Hardie and Lee (2005), "Counting your customers" the easy way, give the first model; Fader and Hardie (2013),
The Gamma-Gamma model of monetary value, the second. Python, because no engine maximises a likelihood; scipy, because it
is well kept. Time runs in weeks here and in days outside. docs/purchase_value.md explains what the numbers say.
"""

from collections.abc import Callable, Sequence
from typing import Any

try:
    import numpy as np
    from scipy.optimize import minimize
    from scipy.special import betaln, gammaln, hyp2f1
except ImportError as absent:
    raise ImportError(
        f"{absent}. Lifetime value from purchases needs scipy: pip install -r requirements-purchases.txt, "
        "or leave var purchase_value false."
    ) from absent

Numbers = np.ndarray

DAYS_A_WEEK = 7.0
# Where a fit begins; the best of them holds.
STARTS = ((1.0, 1.0, 1.0, 1.0), (0.3, 5.0, 0.8, 2.5), (3.0, 30.0, 0.5, 5.0))
AMOUNT_STARTS = ((1.0, 2.0, 1.0), (5.0, 3.0, 20.0), (2.0, 5.0, 100.0))
# Parameters stay within these bounds. At the upper one customers are all alike, which is an answer; at the lower one the
# data determine nothing.
LOG_LOW, LOG_HIGH = np.log(1e-4), np.log(1e4)


def log_likelihood(parameters: Sequence[float], repeats: Numbers, recency: Numbers, age: Numbers) -> float:
    """The log-likelihood of BG/NBD: repeats in [0, age] weeks, the last after recency weeks."""
    r, alpha, a, b = parameters
    bought = repeats > 0
    common = gammaln(r + repeats) - gammaln(r) + r * np.log(alpha) + betaln(a, b + repeats) - betaln(a, b)
    stayed = -(r + repeats) * np.log(alpha + age)
    left = np.log(a) - np.log(b + np.maximum(repeats, 1) - 1) - (r + repeats) * np.log(alpha + recency)
    return np.sum(common + np.where(bought, np.logaddexp(stayed, left), stayed))


def amount_log_likelihood(parameters: Sequence[float], amounts: Numbers, counts: Numbers) -> float:
    """The log-likelihood of Gamma-Gamma: mean amounts of so many purchases each."""
    p, q, gamma = parameters
    shape = p * counts
    return np.sum(
        gammaln(shape + q)
        - gammaln(shape)
        - gammaln(q)
        + q * np.log(gamma)
        + (shape - 1) * np.log(amounts)
        + shape * np.log(counts)
        - (shape + q) * np.log(gamma + counts * amounts)
    )


def fitted(
    likelihood: Callable[..., float], starts: Sequence[Sequence[float]], *data: Numbers
) -> tuple[Numbers, float, bool]:
    """The parameters of the greatest likelihood, that likelihood, and whether the data determine them."""

    def loss(logs: Numbers) -> float:
        value = likelihood(np.exp(logs), *data)
        return -value if np.isfinite(value) else 1e300

    options = {"maxiter": 2000, "maxfun": 20000, "ftol": 1e-13, "gtol": 1e-7}
    bounds = [(LOG_LOW, LOG_HIGH)] * len(starts[0])
    tries = [minimize(loss, np.log(start), method="L-BFGS-B", bounds=bounds, options=options) for start in starts]
    best = min(tries, key=lambda result: result.fun)
    # a flat top can end a search without its own consent; then another search has to have found the same top
    near = [result for result in tries if result.fun < best.fun + 1e-4]
    is_at_rest = any(result.success for result in near) or len(near) > 1
    is_determined = bool(np.all(best.x > LOG_LOW + 1e-6))
    return np.exp(best.x), -best.fun, is_at_rest and best.fun < 1e300 and is_determined


def odds_of_leaving(parameters: Sequence[float], repeats: Numbers, recency: Numbers, age: Numbers) -> Numbers:
    """How much likelier it is that a customer left after the last purchase than that it is still there."""
    r, alpha, a, b = parameters
    logs = (
        np.log(a) - np.log(b + np.maximum(repeats, 1) - 1) + (r + repeats) * np.log((alpha + age) / (alpha + recency))
    )
    return np.where(repeats > 0, np.exp(np.minimum(logs, 700.0)), 0.0)


def expected_purchases(
    parameters: Sequence[float], repeats: Numbers, recency: Numbers, age: Numbers, weeks: float
) -> Numbers:
    """Purchase days that are expected of each customer within so many weeks from now."""
    r, alpha, a, b = parameters
    # the formula has a hole where a is 1; beside it the value is the same to six digits
    a = a if abs(a - 1) > 1e-6 else 1 + 1e-6
    series = hyp2f1(r + repeats, b + repeats, a + b + repeats - 1, weeks / (alpha + age + weeks))
    shrink = np.exp((r + repeats) * np.log((alpha + age) / (alpha + age + weeks)))
    staying = (a + b + repeats - 1) / (a - 1) * (1 - shrink * series)
    return staying / (1 + odds_of_leaving((r, alpha, a, b), repeats, recency, age))


def expected_amounts(parameters: Sequence[float], amounts: Numbers, counts: Numbers) -> Numbers:
    """The mean amount of each customer's purchases to come; without known repeats that of all customers."""
    p, q, gamma = parameters
    return p * (gamma + counts * np.where(counts > 0, amounts, 0.0)) / (p * counts + q - 1)


def plain(column: Any) -> Numbers:
    """A column as floating-point numbers, NULL as nan."""
    return np.ma.filled(np.ma.asarray(column, dtype=float), np.nan)


def correlation(first: Numbers, second: Numbers) -> float:
    """Pearson's correlation; nan where one of them does not vary."""
    if len(first) < 3 or np.std(first) == 0 or np.std(second) == 0:
        return np.nan
    return float(np.corrcoef(first, second)[0, 1])


def model(dbt: Any, session: Any) -> Any:
    """One row per customer with a purchase: expectations, and the parameters that they follow from."""
    dbt.config(materialized="table")
    horizon = float(dbt.config.meta_get("purchase_horizon_days"))
    histories = dbt.ref("fct_purchase_histories").order("customer_id").fetchnumpy()
    limits = dict(dbt.ref("settings").project("setting, value").fetchall())
    repeats, counts = plain(histories["repeat_count"]), plain(histories["known_repeat_count"])
    recency, age = plain(histories["recency_days"]) / DAYS_A_WEEK, plain(histories["age_days"]) / DAYS_A_WEEK
    amounts = plain(histories["average_repeat_amount"])
    customers, repeaters = len(repeats), int(np.sum(repeats > 0))
    spenders = (counts > 0) & (amounts > 0)
    nothing = np.full(customers, np.nan)
    alive, purchases, values = nothing, nothing, nothing
    fit = dict.fromkeys(("r", "alpha", "a", "b", "log_likelihood", "p", "q", "gamma", "amount_log_likelihood"), np.nan)
    status, amount_status = "low_sample", "low_sample"

    if customers >= limits["purchase_min_customers"] and repeaters >= limits["purchase_min_repeaters"]:
        parameters, likelihood, is_found = fitted(log_likelihood, STARTS, repeats, recency, age)
        status = "ok" if is_found else "not_converged"
        fit |= dict(zip(("r", "alpha", "a", "b"), parameters, strict=True)) | {"log_likelihood": likelihood}
        if is_found:
            alive = 1 / (1 + odds_of_leaving(parameters, repeats, recency, age))
            purchases = expected_purchases(parameters, repeats, recency, age, horizon / DAYS_A_WEEK)
    if int(np.sum(spenders)) >= limits["purchase_min_repeaters"]:
        parameters, likelihood, is_found = fitted(
            amount_log_likelihood, AMOUNT_STARTS, amounts[spenders], counts[spenders]
        )
        # with q up to 1 the mean of all customers does not exist
        amount_status = "ok" if is_found and parameters[1] > 1 else "not_converged"
        fit |= dict(zip(("p", "q", "gamma"), parameters, strict=True)) | {"amount_log_likelihood": likelihood}
        if amount_status == "ok":
            values = expected_amounts(parameters, amounts, counts)

    constants = fit | {
        "customers": float(customers),
        "repeaters": float(repeaters),
        "spenders": float(np.sum(spenders)),
        "count_amount_correlation": correlation(counts[spenders], amounts[spenders]),
    }
    columns = {
        "customer_id": histories["customer_id"],
        "probability_alive": alive,
        "expected_purchases": purchases,
        "expected_amount": values,
        "fit_status": np.full(customers, status, dtype=object),
        "amount_fit_status": np.full(customers, amount_status, dtype=object),
    } | {name: np.full(customers, value) for name, value in constants.items()}
    session.register("purchase_expectations", columns)
    numbers = [name for name, column in columns.items() if column.dtype.kind == "f"]
    texts = ["customer_id", "fit_status", "amount_fit_status"]
    # what is not a number is not known
    known = [f'case when isfinite("{name}") then "{name}" end as "{name}"' for name in numbers]
    return session.sql(
        f"select {', '.join([f'cast({text} as varchar) as {text}' for text in texts] + known)} from purchase_expectations"
    )
