#!/bin/bash
# Try a fresh clone on a bare Debian, as root and as a user: does set-up install, or name, all that is missing?
#
#   sudo scripts/bare_machine.sh [FOLDER]        FOLDER (default /tmp/artel-bare) is made and thrown away
#
# Needs root, debootstrap and some minutes. The machine has python3, make, git and this machine's Node, for Debian's own
# is too old. What tells pip, npm and apt here where packages are is copied into it; folders that they name are shown
# inside when BARE_MOUNTS names them. DEBIAN (default bookworm) is the release.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-/tmp/artel-bare}
port=${PORT:-18765}

gone() {
    awk -v under="$folder/" 'index($2, under) == 1 { print $2 }' /proc/mounts | sort -ru | xargs -r -n1 umount -l
    # Never remove through a mount that stayed.
    grep -q " $folder/" /proc/mounts || rm -rf --one-file-system "$folder"
}

inside() { # inside USER COMMAND: with the environment of somebody who has just signed in
    chroot --userspec="$1:$1" "$folder" env -i HOME="$(chroot "$folder" getent passwd "$1" | cut -d: -f6)" LANG=C.UTF-8 \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt bash -c "$2"
}

runs() { # runs USER FOLDER: the product starts, answers and stops, twice
    for time in first second; do
        echo "-- the $time start"
        inside "$1" "(cd $2 && exec make run ARGS='--port $port' > /tmp/said-$1 2> /tmp/log-$1) & make=\$!
            for _ in \$(seq 600); do
                if grep -q ^Artel: /tmp/said-$1 || ! kill -0 \$make 2> /dev/null; then break; fi
                sleep 0.5
            done
            grep ^Artel: /tmp/said-$1 || { cat /tmp/log-$1; exit 1; }
            python3 -c \"import urllib.request as u; print(u.urlopen('http://127.0.0.1:$port/healthz').read())\"
            # Only what make has started: the processes of the machine around are seen in here too.
            kill -TERM \$(pgrep -P \$make); wait \$make"
    done
}

trap gone EXIT
[ ! -e "$folder" ] || { echo "$folder is there already" >&2; exit 1; }
debootstrap --variant=minbase --include=python3,make,git,ca-certificates,procps "${DEBIAN:-bookworm}" "$folder" > /dev/null
install -D "$(command -v node)" "$folder/usr/local/bin/node"
modules=$(dirname "$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")")
mkdir -p "$folder/usr/local/lib/node_modules"
cp -a "$modules/npm" "$folder/usr/local/lib/node_modules/"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$folder/usr/local/bin/npm"
cp -L /etc/resolv.conf /etc/hosts "$folder/etc/"
cp -L /etc/ssl/certs/ca-certificates.crt "$folder/etc/ssl/certs/"
{ echo "[global]"; pip config list 2> /dev/null | sed -nE "s/^(global|user)\.([a-z-]+)='(.*)'$/\2 = \3/p" | sort -u; } > "$folder/etc/pip.conf"
for mount in ${BARE_MOUNTS:-}; do
    mkdir -p "$folder$mount"
    mount --bind -o ro "$mount" "$folder$mount"
done
mount -t proc proc "$folder/proc"
mount --rbind /dev "$folder/dev"
mount --make-rslave "$folder/dev" 2> /dev/null || true
chroot "$folder" useradd -m maria
for home in root home/maria; do git clone -q . "$folder/$home/artel"; done
chroot "$folder" chown -R maria: /home/maria

echo "== a user, with nothing installed: must name what is missing"
if inside maria "cd ~/artel && make setup"; then exit 1; fi
echo "== root: must install it and run"
inside root "cd ~/artel && make setup"
runs root /root/artel
echo "== a user, now that it is there"
inside maria "cd ~/artel && make setup"
runs maria /home/maria/artel
echo "== all is well"
