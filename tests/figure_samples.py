"""Every kind of figure, drawn from the real tables, for the tests of figures."""

import pandas as pd

import taliban_relations as tr


def events_of(section):
    events = tr.table("events")
    return events[events.paper_section.astype(str) == section]


def deaths():
    frame = tr.table("conflict_deaths").query("year >= 1992 and year <= 2001")
    return frame.groupby(["year", "violence_type"], as_index=False, observed=True).deaths_best.sum()


def refugees():
    frame = tr.table("refugees_by_host")
    frame = frame[(frame.edition == frame.edition.iloc[-1]) & frame.host_iso3.isin(["IRN", "PAK", "IND"])]
    return frame[frame.year.between(1990, 2002)]


def ledger():
    halves = [f"{year}H{half}" for year in (1997, 1998) for half in (1, 2)]
    codes = {"recognition": [-1, -2, None, 0], "trade": [1, 2, -1, None]}
    sure = ["established", "probable", "contested", "established"]
    rows = [
        ("iran", theme, *cell) for theme, row in codes.items() for cell in zip(halves, row, sure, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["actor", "theme", "period", "code", "certainty"])
    return frame.astype({"code": "Int64"})


def estimates():
    return tr.table("estimates").query("topic == '05-border-troops'")


def ties():
    rows = [
        ("taliban", "northern-alliance", -1),
        ("pakistan", "taliban", 1),
        ("iran", "northern-alliance", 1),
        ("iran", "taliban", -1),
        ("russia", "northern-alliance", 1),
        ("russia", "taliban", -1),
        ("usa", "taliban", 0),
    ]
    return pd.DataFrame(rows, columns=["actor_a", "actor_b", "sign"])


def shares():
    frame = tr.table("capabilities")
    frame = frame[frame.year.between(1994, 2001) & frame.iso3.isin(["AFG", "IRN", "PAK", "UZB"])]
    return frame.pivot(index="iso3", columns="year", values="cinc_share_of_world") * 100


def towns():
    return pd.DataFrame({"name": ["Herat", "Kandahar"], "lat": [34.34, 31.61], "lon": [62.2, 65.7]})


def sides():
    states = tr.table("states")
    given = {
        "PAK": "recognised the Taliban",
        "SAU": "recognised the Taliban",
        "IRN": "opposed",
        "USA": "shifting",
    }
    return states.assign(side=states.iso3.map(given))


PATH = {1996: -1, 1997: -2, 1998: -2, 1999: -1, 2000: None, 2001: -2}
MADE = {
    **{
        f"timeline {s}": lambda s=s: tr.timeline(events_of(s), title="Events")
        for s in ("2.1", "3.1.1", "3.2.1", "3.4")
    },
    "timeline few": lambda: tr.timeline(events_of("3.2.1").head(9), title="Events", lanes="direction"),
    "dyad iran": lambda: tr.dyad_chart(tr.table("events"), "iran", "taliban", title="Iran"),
    "dyad usa": lambda: tr.dyad_chart(tr.table("events"), "taliban", "usa", title="United States"),
    "provinces": lambda: tr.province_map(tr.table("provinces"), "taliban_wave", title="Phases"),
    "provinces dated": lambda: tr.province_map(
        tr.table("provinces").assign(year=lambda p: p.first_taken_date.astype("string").str[:4]),
        "year",
        title="First taken",
        labels=["Hirat", "Kandahar"],
        points=towns(),
    ),
    "region": lambda: tr.region_map(sides(), "side", title="Sides"),
    "path": lambda: tr.path_chart(PATH, title="Iran"),
    "heat": lambda: tr.heat_map(shares(), title="Capability", unit="per cent of the world"),
    "ledger": lambda: tr.ledger_chart(ledger(), title="Iran"),
    "ranges": lambda: tr.range_chart(estimates(), title="Troops"),
    "network": lambda: tr.network(ties(), title="Sides"),
    "bars": lambda: tr.bars(deaths(), "year", "deaths_best", group="violence_type", title="D", unit="deaths"),
    "bars stacked": lambda: tr.bars(
        deaths(), "year", "deaths_best", group="violence_type", stacked=True, title="D", unit="deaths"
    ),
    "bars lying": lambda: tr.bars(
        pd.DataFrame(
            {"pair": ["A very long name of a pair of sides", "Another long name"] * 2, "n": [5, 4, 3, 2]}
        ).assign(pair=lambda f: f.pair + f.n.astype(str)),
        "pair",
        "n",
        title="D",
        unit="deaths",
    ),
    "lines": lambda: tr.lines(
        refugees(), "year", "refugees_persons", group="host_name", title="R", unit="persons"
    ),
}
