"""What does not go as it should: failures, gifts given back, and who steps in."""

from config.demonstration.work import Job as Trouble

__all__ = ["TROUBLES", "Trouble"]

WITH_GRACE = {"days_late": -3, "buyer_marks": 4}
TROUBLES = [
    # Nobody enters, twice; one alone; nobody bids; nobody is left.
    Trouble(
        "", ("34ZJ-ZJ-004",), 318, entrants=(), changes={"outcome": "no_entry"}, buyer="buyer_park"
    ),
    Trouble(
        "", ("34ZJ-DZ-001",), 96, entrants=(), changes={"outcome": "no_entry"}, buyer="buyer_chem"
    ),
    Trouble(
        "agency_geo",
        ("34ZJ-ZR-003",),
        147,
        buyer="organ_resources",
        entrants=("agency_geo",),
        bidders=(),
        changes={"outcome": "too_few"},
    ),
    Trouble(
        "agency_water_wuhan",
        ("34ZJ-SL-003",),
        243,
        buyer="buyer_port",
        entrants=("agency_water_wuhan", "agency_soil_wuhan", "agency_port_wuhan"),
        bidders=(),
        changes={"outcome": "no_bid"},
    ),
    Trouble(
        "agency_exited",
        ("34ZJ-HJ-002",),
        112,
        buyer="buyer_machinery",
        entrants=("agency_exited", "agency_env_c", "agency_env_linked"),
        bidders=("agency_exited", "agency_env_c"),
        changes={"awards": ("declined", "lapsed"), "outcome": "no_reserve_left"},
    ),
    # A reserve takes over.
    Trouble(
        "agency_exited",
        ("34ZJ-HJ-002",),
        110,
        buyer="buyer_food",
        entrants=("agency_exited", "agency_env_anqing", "agency_env_linked"),
        changes={"awards": ("lapsed", "confirmed"), **WITH_GRACE, "days_late": -20},
        service_days=40,
    ),
    Trouble(
        "agency_testing_suspended",
        ("34ZJ-ZJ-003",),
        125,
        buyer="buyer_chem",
        entrants=("agency_testing_suspended", "agency_testing_wuhu", "agency_testing_hefei"),
        changes={"awards": ("declined", "confirmed"), **WITH_GRACE},
    ),
    Trouble(
        "agency_testing_suspended",
        ("34ZJ-ZJ-003",),
        123,
        buyer="institution_school",
        entrants=("agency_testing_suspended", "agency_testing_hefei", "agency_testing_wuhu"),
        changes={"awards": ("lapsed", "confirmed"), **WITH_GRACE},
    ),
    Trouble(
        "agency_testing_local",
        ("34ZJ-ZJ-003",),
        92,
        buyer="buyer_food",
        entrants=("agency_testing_local", "agency_testing_wuhu", "agency_testing_hefei"),
        changes={"awards": ("declined", "confirmed"), **WITH_GRACE},
    ),
    # The contract is not signed: by the agency, then the reserve does it; by the buyer.
    Trouble(
        "agency_exited",
        ("34ZJ-HJ-002",),
        131,
        buyer="buyer_park",
        entrants=("agency_exited", "agency_env_linked", "agency_env_nanjing"),
        changes={"awards": ("unsigned_by_agency", "confirmed"), **WITH_GRACE},
        service_days=20,
    ),
    Trouble(
        "agency_consult_local",
        ("34ZJ-FG-004",),
        172,
        buyer="buyer_food",
        changes={"awards": ("unsigned_by_buyer",), "outcome": "contract_not_signed"},
    ),
    # One enters, one comes after the extension, and two are enough.
    Trouble(
        "agency_port_sh",
        ("34ZJ-FG-005",),
        182,
        buyer="buyer_port",
        entrants=("agency_port_sh",),
        changes={"latecomers": ("agency_consult_hefei",), **WITH_GRACE},
    ),
    # The buyer thinks again.
    Trouble(
        "agency_survey",
        ("34ZJ-ZR-004",),
        402,
        buyer="institution_school",
        changes={"ends": "withdrawn", "outcome": "withdrawn"},
    ),
    Trouble(
        "agency_consult_local",
        ("34ZJ-FG-001",),
        283,
        buyer="organ_construction",
        changes={"ends": "cancelled_open", "outcome": "cancelled"},
    ),
    Trouble(
        "agency_drawing_wuhu",
        ("34ZJ-ZJ-001",),
        137,
        buyer="buyer_materials",
        changes={"ends": "cancelled_standstill", "outcome": "cancelled"},
    ),
    # Small jobs in the quiet year between.
    Trouble(
        "agency_soil_anqing",
        ("34ZJ-SL-001",),
        371,
        entrants=(
            "agency_soil_anqing",
            "agency_soil_hefei",
            "agency_soil_wuhan",
            "agency_water_wuhan",
        ),
        bidders=("agency_soil_anqing", "agency_soil_hefei", "agency_soil_wuhan"),
        changes={**WITH_GRACE, "leaves": ("agency_water_wuhan",)},
    ),
    Trouble("agency_consult_wuhan", ("34ZJ-FG-001",), 338, changes={**WITH_GRACE, "returns": 2}),
    Trouble("agency_fire_local", ("34ZJ-QX-001",), 267, changes=WITH_GRACE),
]
