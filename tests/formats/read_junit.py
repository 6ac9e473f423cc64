"""Reads what `check -o junit` wrote with junitparser, as CI systems do: read_junit.py FILE"""

import sys
import xml.etree.ElementTree

import junitparser


def main():
    path = sys.argv[1]
    suites = list(junitparser.JUnitXml.fromfile(path))
    cases = [case for suite in suites for case in suite]
    failures = [case for case in cases if any(isinstance(r, junitparser.Failure) for r in case.result)]
    said = xml.etree.ElementTree.parse(path).getroot().attrib
    print(f"{len(suites)} suites, {len(cases)} cases, {len(failures)} failures")
    if not failures or (len(cases), len(failures)) != (int(said["tests"]), int(said["failures"])):
        sys.exit(f"the file says {said['tests']} tests and {said['failures']} failures")


main()
