# What can be asked of make; each target installs the Debian packages it needs.
#
#   make                  the programs, into .build/release
#   make try              a box and a tour in it, with an engine of its own where there is none
#   make test             all tests: unit tests, and system tests on each engine
#   make unit             unit tests only
#   make system           system tests; ENGINE=podman|podman5|docker|docker26 and FILTER=PATTERN choose
#   make bench            how fast it is, beside its peers; BENCH='--quick run cold' chooses, see docs/bench.md
#   make lint             form of the sources, and what the programs are linked to
#   make man              the manual pages, from the program's help and docs/commands.md
#   make install          PREFIX=/usr/local DESTDIR=; make uninstall takes it away
#   make deb              a Debian package, into .build/deb
#   make installed        installs that package in a clean system, uses it, and takes it away again
#   make packages         everything that any of these needs

PREFIX ?= /usr/local
DESTDIR ?=
ENGINE ?= podman
FILTER ?=
BENCH ?=

SWIFT = scripts/swift
RELEASE = .build/release
bindir = $(DESTDIR)$(PREFIX)/bin
libexecdir = $(DESTDIR)$(PREFIX)/libexec/alcove
datadir = $(DESTDIR)$(PREFIX)/share
unitdir = $(DESTDIR)$(PREFIX)/lib/systemd/user
bash_completion = $(datadir)/bash-completion/completions/alcove
zsh_completion = $(datadir)/zsh/site-functions/_alcove
fish_completion = $(datadir)/fish/vendor_completions.d/alcove.fish

.PHONY: all try test tests unit system bench lint man deb installed install uninstall packages clean

all:
	scripts/packages build
	$(SWIFT) build -c release --static-swift-stdlib --disable-local-rpath --product alcove
	$(SWIFT) build -c release --static-swift-stdlib --disable-local-rpath --product alcove-init

try: all
	scripts/packages try
	scripts/try

# The programs and the tests, for debugging.
tests:
	scripts/packages test
	$(SWIFT) build --build-tests

test: tests
	scripts/test

unit:
	scripts/packages build
	$(SWIFT) build --build-tests
	scripts/test --unit

system: tests
	scripts/test --system '$(ENGINE)' --filter '$(FILTER)'

bench: all
	scripts/packages bench
	Tests/Lab/lab --engine podman --images -- Tests/Bench/bench $(BENCH)

lint:
	scripts/packages lint
	$(SWIFT) build
	scripts/lint

man: tests
	ALCOVE_WRITE_MANUAL=1 .build/debug/alcovePackageTests.xctest --testing-library swift-testing --filter ManualTests

deb: $(RELEASE)/alcove $(RELEASE)/alcove-init
	scripts/packages deb
	scripts/deb

installed: deb
	scripts/packages test
	scripts/test-install --release

$(RELEASE)/alcove $(RELEASE)/alcove-init:
	$(MAKE) all

install: $(RELEASE)/alcove $(RELEASE)/alcove-init
	install -D -s -m 755 $(RELEASE)/alcove $(bindir)/alcove
	install -D -s -m 755 $(RELEASE)/alcove-init $(libexecdir)/alcove-init
	for file in profiles/*.toml; do [ ! -e "$$file" ] || install -D -m 644 -t $(datadir)/alcove/profiles "$$file" || exit; done
	install -D -m 644 -t $(datadir)/alcove/shell-hooks shell-hooks/alcove.*
	for file in docs/man/*.1; do [ ! -e "$$file" ] || install -D -m 644 -t $(datadir)/man/man1 "$$file" || exit; done
	for file in README.md CHANGELOG.md LICENSE; do [ ! -e "$$file" ] || install -D -m 644 -t $(datadir)/doc/alcove "$$file" || exit; done
	install -D -m 644 -t $(datadir)/doc/alcove/docs docs/*.md
	mkdir -p $(unitdir)
	for file in systemd/*; do sed 's|@program@|$(PREFIX)/bin/alcove|' "$$file" > "$(unitdir)/$$(basename "$$file")" || exit; done
	mkdir -p $(dir $(bash_completion) $(zsh_completion) $(fish_completion))
	$(RELEASE)/alcove --generate-completion-script bash > $(bash_completion)
	$(RELEASE)/alcove --generate-completion-script zsh > $(zsh_completion)
	$(RELEASE)/alcove --generate-completion-script fish > $(fish_completion)

uninstall:
	rm -f $(bindir)/alcove $(libexecdir)/alcove-init $(bash_completion) $(zsh_completion) $(fish_completion)
	for file in profiles/*.toml; do rm -f "$(datadir)/alcove/$$file"; done
	rm -f $(datadir)/alcove/shell-hooks/alcove.*
	for file in systemd/*; do rm -f "$(unitdir)/$$(basename "$$file")"; done
	for file in docs/man/*.1; do rm -f "$(datadir)/man/man1/$$(basename "$$file")"; done
	for file in README.md CHANGELOG.md LICENSE docs/*.md; do rm -f "$(datadir)/doc/alcove/$$file"; done
	for folder in $(libexecdir) $(datadir)/alcove/profiles $(datadir)/alcove/shell-hooks $(datadir)/alcove $(datadir)/doc/alcove/docs $(datadir)/doc/alcove; do \
	    [ ! -d "$$folder" ] || rmdir --ignore-fail-on-non-empty "$$folder" || exit; done

packages:
	scripts/packages test

clean:
	rm -rf .build
