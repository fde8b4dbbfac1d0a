# SPDX-License-Identifier: Apache-2.0
"""SVG files that name others."""

from targets import http, secret, write


def svg(body, head="", attributes=""):
    return (
        f'<?xml version="1.0"?>{head}<svg xmlns="http://www.w3.org/2000/svg" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xi="http://www.w3.org/2001/XInclude" '
        f'width="200" height="200"{attributes}><rect width="200" height="200" fill="white"/>{body}</svg>'
    )


def image(address):
    return svg(f'<image xlink:href="{address}" width="200" height="200"/>')


write("svg-sibling.svg", image("side.png"))
write("svg-parent.svg", image("../parent.png"))
write("svg-absolute.svg", image(f"{secret}/canary.png"))
write("svg-file.svg", image(f"file://{secret}/canary.png"))
write("svg-http.svg", image(f"{http}/svg-http.png"))
write("svg-use.svg", svg('<use xlink:href="side.svg#a" href="side.svg#a"/>'))
filtered = '<filter id="f"><feImage xlink:href="side.png"/></filter><rect width="200" height="200" filter="url(#f)"/>'
write("svg-filter.svg", svg(filtered))
write("svg-include.svg", svg('<text y="99"><xi:include href="canary.txt" parse="text"/></text>'))
write("svg-style.svg", svg("", f'<?xml-stylesheet href="{http}/svg-style.css" type="text/css"?>'))
write("svg-import.svg", svg(f'<style>@import url("{http}/svg-import.css");</style>'))
