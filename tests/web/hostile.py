"""A story whose names are as hostile as the loader lets them be, and as long and as many as people have.

The loader refuses an account called ``<script>``, as a DC does; `worse` puts that name into the trace all the same.
"""

from __future__ import annotations

import json

SCRIPT = "<script>alert(1)</script>"
IMAGE = "'><img src=x onerror=alert(2)>"
RTL = "evil\u202etxt.exe"
LONG_SPN = "HTTP/" + "a-very-long-service-name." * 11 + "at-the-end-of-it.contoso.com"
assert len(LONG_SPN) >= 300


def story(*, hosts: int = 2, steps: int = 0) -> str:
    """A world with hostile titles, messages and passwords; more hosts and steps on demand."""
    more = "".join(f"  NODE-{n}: {{os: 2016, domain: contoso.com}}\n" for n in range(hosts - 2))
    waits = "".join(f"- wait: {n + 1} s\n" for n in range(steps))
    title, image, name, sign = (json.dumps(x) for x in (f"{SCRIPT} & </style> {RTL}", IMAGE, SCRIPT, RTL))
    return f"""\
kdcsim: 1
title: {title}
story: {json.dumps(f"{IMAGE} {SCRIPT} {{script}} {{trace}} {{style}} </script>")}
cure: {json.dumps("</textarea></title>" + SCRIPT)}
domains:
  contoso.com:
    functional_level: 2016
    dcs: {{DC-1: 2016}}
    accounts:
      svc_long: {{password: {name}, spns: ["{LONG_SPN}"]}}
hosts:
  PC-1: {{os: 10, domain: contoso.com}}
  WEB-1: {{os: 2016, domain: contoso.com, services: {{web: svc_long}}}}
{more}messages:
  {name}: {{lies_in: {image}, goes_to: {sign}}}
steps:
- boot: WEB-1
- boot: PC-1
{waits}- connect: {{from: PC-1, as: LocalSystem, to: WEB-1/web, spn: "{LONG_SPN}", message: {name}}}
  id: last
  title: {title}
  expect: accepted
"""


def worse(trace: str) -> str:
    """The trace with an account that is called like a script."""
    return trace.replace("svc_long", SCRIPT).replace("PC-1", f"PC{RTL}")
