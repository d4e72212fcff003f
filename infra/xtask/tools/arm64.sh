#!/bin/sh
# A Rust compiler for arm64 and an emulator to run what it makes, from Debian's own packages: arm64.sh FOLDER.
#
# Guarantees: nothing of the system changes; lists and packages are kept in FOLDER, unpacked into FOLDER/root, and no
# package's script is run. FOLDER/rustc is the compiler, FOLDER/root/usr/bin/qemu-aarch64-static the emulator.
set -eu
mkdir -p "$1/lists/partial" "$1/packages/partial"
folder=$(cd "$1" && pwd)
command -v apt-get >/dev/null || { echo "apt-get is missing: this way needs Debian or Ubuntu" >&2; exit 1; }

apt() {
    apt-get -qq -o APT::Architecture=amd64 -o APT::Architectures::=amd64 -o APT::Architectures::=arm64 \
        -o Dir::State::lists="$folder/lists" -o Dir::Cache::archives="$folder/packages" \
        -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root "$@"
}

apt update
cd "$folder/packages"
known() { apt-cache -o APT::Architectures::=amd64 -o APT::Architectures::=arm64 -o Dir::State::lists="$folder/lists" "$@"; }
first() { sed -n "s/.*Depends: \\($1\\)\$/\\1/p" | head -1; }
library=$(known depends libstd-rust-web-dev | first 'libstd-rust-web-[0-9.]*')
[ -n "$library" ] || { echo "Rust's library for arm64 is not among this system's packages" >&2; exit 1; }
llvm=$(known depends "$library" | first 'libllvm[0-9]*')
apt download rustc-web "$library" libstd-rust-web-dev ${llvm:+"$llvm"} \
    "$library:arm64" libstd-rust-web-dev:arm64 qemu-user-static libc6:arm64 libgcc-s1:arm64
for package in *.deb; do dpkg -x "$package" "$folder/root"; done
cat > "$folder/rustc" <<WRAPPER
#!/bin/sh
LD_LIBRARY_PATH="$folder/root/usr/lib/x86_64-linux-gnu:$folder/root/usr/lib\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}" exec "$folder/root/usr/bin/rustc" "\$@"
WRAPPER
chmod +x "$folder/rustc"
"$folder/rustc" --version
