#!/usr/bin/env bash
# The browser of the tests: installs Debian's Chromium without windows where there is none (as root, or with sudo), and prints its path.
# It takes half the processor time of the whole Chromium, which serves as well.
# Exit code 77: it cannot be installed here.
set -euo pipefail
find_browser() { command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome; }
if ! find_browser >/dev/null; then
  command -v apt-get >/dev/null || exit 77
  as=()
  [ "$(id -u)" -eq 0 ] || { command -v sudo >/dev/null || exit 77; as=(sudo); }
  "${as[@]}" apt-get update -qq >&2 && "${as[@]}" apt-get install -y -qq --no-install-recommends chromium-headless-shell fonts-liberation >&2 || exit 77
fi
find_browser
