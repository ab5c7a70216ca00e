# shellcheck shell=bash
# Images with the package managers of four families, and a small repository in each, for the file `images`.
#
# Debian packages all four. An image has the manager, an os-release of its family, and in /srv/packages a repository of
# tiny packages: those that are the profile's essentials, `greeting`, which needs `greeting-words`, and `misfit`, which
# cannot be installed. What an image has installed is Debian's; its own manager knows of `base` alone.

# shellcheck disable=SC2154  # `here` is the caller's
# The packages of a profile's essentials, each with the path that it has: lines NAME PATH.
essentials_of() { # PROFILE
    sed -n '/^\[essentials\]/,/^\[shells\]/s/^"\{0,1\}\([a-z0-9/_-]*\)"\{0,1\} = "\(\/.*\)"$/\1 \2/p' \
        "$here/../../profiles/$1.toml"
}

# The tiny packages of a family: lines NAME VERSION PATH NEEDS.
tiny_packages() { # PROFILE
    local name path
    while read -r name path; do
        printf '%s 2.0 %s -\n' "$name" "$path"
    done < <(essentials_of "$1")
    printf 'greeting 1.2 /usr/bin/greeting greeting-words\ngreeting-words 1.0 /usr/share/greeting-words -\n'
    printf 'misfit 3.1 /usr/share/misfit -\nbase 1.0 /usr/share/base -\n'
}

tiny_file() { # FILE NAME VERSION
    mkdir -p "$(dirname "$1")"
    # shellcheck disable=SC2016  # for the script that is written
    printf '#!/bin/sh\nexec echo "%s %s" "$@"\n' "$2" "$3" >"$1"
    chmod 755 "$1"
}

rpm_repository() { # DIRECTORY SCRATCH PROFILE
    local name version path needs
    mkdir -p "$1" "$2/rpm"
    while read -r name version path needs; do
        {
            printf 'Name: %s\nVersion: %s\nRelease: 1\nSummary: A tiny package\nLicense: MIT\nBuildArch: noarch\n' \
                "$name" "$version"
            printf 'AutoReqProv: no\n'
            [ "$needs" = - ] || printf 'Requires: %s\n' "$needs"
            [ "$name" != base ] || printf 'Provides: /bin/sh\n'
            printf '%%description\nTiny.\n%%files\n%s\n' "$path"
            [ "$name" != misfit ] || printf '%%pre\necho "misfit does not fit" >&2\nexit 7\n'
        } >"$2/rpm/$name.spec"
        tiny_file "$2/rpm/$name$path" "$name" "$version"
        rpmbuild -bb --quiet --define "_topdir $2/rpm/top" --define "_rpmdir $1" --buildroot "$2/rpm/$name" \
            --define '_build_name_fmt %%{NAME}-%%{VERSION}.rpm' --define '__spec_install_pre true' \
            --define '__spec_clean_cmd true' --define 'clamp_mtime_to_source_date_epoch 1' "$2/rpm/$name.spec" >&2
    done < <(tiny_packages "$3")
    createrepo_c --quiet "$1"
}

pacman_repository() { # DIRECTORY SCRATCH PROFILE
    local name version path needs file
    mkdir -p "$1" "$2/db"
    while read -r name version path needs; do
        # It has a file that is there already.
        [ "$name" != misfit ] || path=/etc/passwd
        tiny_file "$2/$name$path" "$name" "$version"
        {
            printf 'pkgname = %s\npkgver = %s-1\npkgdesc = A tiny package\narch = any\n' "$name" "$version"
            [ "$needs" = - ] || printf 'depend = %s\n' "$needs"
        } >"$2/$name/.PKGINFO"
        file=$name-$version-1-any.pkg.tar.gz
        tar --create --gzip --file "$1/$file" --directory "$2/$name" --owner=0 --group=0 .PKGINFO "${path#/}"
        mkdir "$2/db/$name-$version-1"
        {
            printf '%%FILENAME%%\n%s\n\n%%NAME%%\n%s\n\n%%VERSION%%\n%s-1\n\n%%DESC%%\nA tiny package\n\n' \
                "$file" "$name" "$version"
            printf '%%CSIZE%%\n%s\n\n%%ISIZE%%\n100\n\n%%SHA256SUM%%\n%s\n\n%%ARCH%%\nany\n' \
                "$(stat -c %s "$1/$file")" "$(digest_of "$1/$file")"
            [ "$needs" = - ] || printf '\n%%DEPENDS%%\n%s\n' "$needs"
        } >"$2/db/$name-$version-1/desc"
    done < <(tiny_packages "$3")
    (cd "$2/db" && tar --create --gzip --file "$1/tiny.db" --owner=0 --group=0 ./* --transform 's,^\./,,')
}

apt_repository() { # DIRECTORY SCRATCH PROFILE
    local name version path needs
    mkdir -p "$1"
    while read -r name version path needs; do
        # What has one of Debian's own packages' files would not be let in.
        [ "$name" != base ] || continue
        tiny_file "$2/$name/usr/share/tiny/$name" "$name" "$version"
        [ -e "$2/$name$path" ] || tiny_file "$2/$name$path" "$name" "$version"
        mkdir "$2/$name/DEBIAN"
        {
            printf 'Package: %s\nVersion: %s-tiny1\nArchitecture: all\nMaintainer: Nobody <nobody@localhost>\n' \
                "$name" "9:$version"
            [ "$needs" = - ] || printf 'Depends: %s\n' "$needs"
            printf 'Description: A tiny package\n'
        } >"$2/$name/DEBIAN/control"
        if [ "$name" = misfit ]; then
            printf '#!/bin/sh\necho "misfit does not fit" >&2\nexit 7\n' >"$2/$name/DEBIAN/preinst"
            chmod 755 "$2/$name/DEBIAN/preinst"
        fi
        dpkg-deb --root-owner-group --build "$2/$name" "$1/$name.deb" >/dev/null
        {
            cat "$2/$name/DEBIAN/control"
            printf 'Filename: ./%s.deb\nSize: %s\nSHA256: %s\n\n' \
                "$name" "$(stat -c %s "$1/$name.deb")" "$(digest_of "$1/$name.deb")"
        } >>"$1/Packages"
    done < <(tiny_packages "$3")
}

# Debian without apt and without what nobody reads here, with these packages and those files over it.
family_root() { # RESULT FILES PACKAGES COMMAND...: the command is called in it in the end
    local result=$1 files=$2 packages=$3
    shift 3
    mmdebstrap --quiet --variant=essential --format=tar --include="$packages" \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
        --dpkgopt='path-exclude=/usr/share/locale/*' --customize-hook="rm -rf \"\$1\"/var/lib/apt \"\$1\"/var/cache/apt" \
        --customize-hook="rm \"\$1\"/etc/dpkg/dpkg.cfg.d/*" --customize-hook="sync-in '$files' /" \
        --customize-hook="chroot \"\$1\" $*" bookworm "$result" ${ALCOVE_LAB_MIRROR:+"$ALCOVE_LAB_MIRROR"} >&2
}

os_release() { # FILES ID VERSION NAME
    mkdir -p "$1/usr/lib"
    printf 'ID=%s\nVERSION_ID=%s\nNAME="%s"\nPRETTY_NAME="%s (of the lab)"\n' "$2" "$3" "$4" "$4" \
        >"$1/usr/lib/os-release"
}

fedora.tar() {
    mkdir -p "$2/files/etc/yum.repos.d" "$2/files/etc/dnf/vars"
    os_release "$2/files" fedora 42 'Fedora Linux'
    rpm_repository "$2/files/srv/packages" "$2" fedora
    printf '[tiny]\nname=Tiny packages\nbaseurl=file:///srv/packages\ngpgcheck=0\n' >"$2/files/etc/yum.repos.d/tiny.repo"
    printf '[main]\ngpgcheck=True\nbest=False\ntsflags=nodocs\n' >"$2/files/etc/dnf/dnf.conf"
    printf '42\n' >"$2/files/etc/dnf/vars/releasever"
    family_root "$1" "$2/files" dnf,rpm dnf --assumeyes --quiet install base
}

opensuse.tar() {
    mkdir -p "$2/files/etc/zypp/repos.d" "$2/files/etc/rpm"
    # Debian's own place for it is the caller's home, which zypper does not look at.
    printf '%%_dbpath /var/lib/rpm\n' >"$2/files/etc/rpm/macros.dbpath"
    os_release "$2/files" opensuse-tumbleweed 20260101 'openSUSE Tumbleweed'
    rpm_repository "$2/files/srv/packages" "$2" opensuse
    printf '[tiny]\nname=Tiny packages\nbaseurl=dir:///srv/packages\ngpgcheck=0\nenabled=1\n' \
        >"$2/files/etc/zypp/repos.d/tiny.repo"
    printf '[main]\nrpm.install.excludedocs = yes\n' >"$2/files/etc/zypp/zypp.conf"
    family_root "$1" "$2/files" zypper,rpm zypper --non-interactive --quiet install base
}

arch.tar() {
    mkdir -p "$2/files/etc"
    os_release "$2/files" arch rolling 'Arch Linux'
    pacman_repository "$2/files/srv/packages" "$2" arch
    printf '[options]\nHoldPkg = pacman glibc\nArchitecture = auto\nSigLevel = Never\nNoExtract = usr/share/man/*\n\n' \
        >"$2/files/etc/pacman.conf"
    printf '[tiny]\nServer = file:///srv/packages\n' >>"$2/files/etc/pacman.conf"
    family_root "$1" "$2/files" pacman-package-manager pacman --sync --refresh --noconfirm base
}

# Debian itself, with tiny packages instead of its own, and as slim as its slim images.
debian.tar() {
    mkdir -p "$2/files/etc/apt" "$2/files/etc/dpkg/dpkg.cfg.d"
    apt_repository "$2/files/srv/packages" "$2" debian
    printf 'deb [trusted=yes] file:/srv/packages ./\n' >"$2/files/etc/apt/sources.list"
    printf 'path-exclude=/usr/share/man/*\n' >"$2/files/etc/dpkg/dpkg.cfg.d/docker"
    mmdebstrap --quiet --variant=minbase --format=tar --dpkgopt='path-exclude=/usr/share/doc/*' \
        --customize-hook="rm -rf \"\$1\"/var/lib/apt/lists" --customize-hook="sync-in '$2/files' /" \
        bookworm "$1" ${ALCOVE_LAB_MIRROR:+"$ALCOVE_LAB_MIRROR"} >&2
}
