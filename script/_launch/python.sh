# Sets $python to a Python of 3.11 or later; $PYTHON wins. Read by the commands in script/.
python=
for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
    if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info)' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Python 3.11 or later is needed; on Debian or Ubuntu: apt-get install python3 python3-venv (or name one: PYTHON=/path/to/python3 $0)" >&2
    exit 1
fi
