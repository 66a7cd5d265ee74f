#!/usr/bin/env bash
# croniter 7.0.0 (PyPI) and cron-parser 5.10.6 (npm): the same expression, zone and nights.
# Guess: a job that is due at a fixed time of day runs once a day, as cron itself does it, and two readers
# of cron expressions agree on when; where a time does not exist both take the same instant.
# Seen: in the night in which clocks go back (Ciudad Juarez, 1 November 2026) croniter gives 01:30 twice, an
# hour apart, cron-parser once. In the night in which they go forward 02:30 is 03:00 for croniter and
# 03:30 for cron-parser.
# Exits 1 when they behave otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -q --disable-pip-version-check croniter==7.0.0 tzdata==2026.1 2>/dev/null
npm install --silent --no-fund --no-audit --ignore-scripts --prefix . cron-parser@5.10.6 >/dev/null 2>&1
cat >runs.py <<'PY'
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from croniter import croniter

zone = ZoneInfo("America/Ciudad_Juarez")
for expression, start in (
    ("30 1 * * *", datetime(2026, 11, 1, tzinfo=zone)),
    ("30 2 * * *", datetime(2026, 3, 8, tzinfo=zone)),
):
    runs, end = croniter(expression, start), start + timedelta(days=1)
    found = []
    while (run := runs.get_next(datetime)) < end:
        found.append(run.astimezone(UTC).strftime("%H:%MZ"))
    print(expression, *found)
PY
cat >runs.js <<'JS'
const { CronExpressionParser } = require("cron-parser");
for (const [expression, start, end] of [
  ["30 1 * * *", "2026-11-01T06:00:00Z", "2026-11-02T07:00:00Z"],
  ["30 2 * * *", "2026-03-08T07:00:00Z", "2026-03-09T06:00:00Z"],
]) {
  const runs = CronExpressionParser.parse(expression, { currentDate: new Date(start), tz: "America/Ciudad_Juarez" });
  const found = [];
  for (let run = runs.next().toDate(); run < new Date(end); run = runs.next().toDate())
    found.push(run.toISOString().slice(11, 16) + "Z");
  console.log(expression, ...found);
}
JS
python=$(venv/bin/python runs.py | paste -sd,)
node=$(node runs.js | paste -sd,)
echo "croniter:    $python"
echo "cron-parser: $node"
[ "$python $node" = "30 1 * * * 07:30Z 08:30Z,30 2 * * * 09:00Z 30 1 * * * 07:30Z,30 2 * * * 09:30Z" ] ||
    { echo "this has changed"; exit 1; }
