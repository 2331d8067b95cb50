"""The sandbox's command line, and what a program in it sees."""

import os
import subprocess
from pathlib import Path

import pytest

from coursekit.grading.seccomp import program
from coursekit.hub import sandbox
from coursekit.hub.spawner import uid_of

HERE = Path(__file__).resolve()


def memory_file(data):
    descriptor = os.memfd_create("test")
    os.write(descriptor, data)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


@pytest.fixture
def inside(tmp_path):
    """Run a shell line in a sandbox as the hub would."""
    uid = 20001 if os.geteuid() == 0 else os.getuid()
    home, doors = tmp_path / "home", tmp_path / "doors"
    home.mkdir()
    doors.mkdir()
    if os.geteuid() == 0:
        os.chown(home, uid, uid)
    home.chmod(0o700)

    def run(line):
        texts = [text.encode() for text in sandbox.accounts_files("sekda", uid)]
        descriptors = [memory_file(text) for text in (*texts, program())]
        plan = sandbox.Plan("sekda", uid, home, (), doors, *descriptors, 200, 64, os.geteuid() == 0)
        options = memory_file("\0".join(sandbox.bwrap_options(plan)).encode() + b"\0")
        command = [sandbox.find_bwrap(), "--args", str(options), "--"]
        command += sandbox.inner_command(plan, ["/bin/sh", "-c", line])
        try:
            return subprocess.run(
                command,
                pass_fds=[*descriptors, options],
                env={"HOME": "/home/sekda", "PATH": "/usr/bin:/bin"},
                capture_output=True,
                text=True,
                timeout=20,
            )
        finally:
            for descriptor in (*descriptors, options):
                os.close(descriptor)

    return run


def test_a_person_is_himself_at_home(inside):
    done = inside("whoami; pwd; echo x > file && cat file; hostname")
    assert done.stdout.split() == ["sekda", "/home/sekda", "x", "lab"], done.stderr


@pytest.mark.parametrize(
    "line",
    [
        f"cat {HERE}",
        "ls /root/.ssh /root/.bashrc",
        "cat /etc/shadow",
        "touch /usr/x",
        "touch /etc/x",
        "touch /x",
        "ls /sys/fs/cgroup",
        "unshare -Ur true",
        "mount -t tmpfs none /tmp",
        "chroot / true",
        "mknod /tmp/d b 254 0",
        "kill -9 1; kill -0 1",
        "cat /proc/1/environ",
        "test $(ls /proc | grep -c '^[0-9]') -gt 8",
        "test $(cat /proc/net/tcp | wc -l) -gt 1",
        "test $(cat /proc/net/route | wc -l) -gt 1",
    ],
)
def test_nothing_of_others_and_of_the_machine_is_reached(inside, line):
    assert inside(line).returncode != 0


def test_the_hosts_paths_stay_off_the_command_line(inside, tmp_path):
    assert str(tmp_path) not in inside("cat /proc/1/cmdline").stdout


def test_everybody_has_a_uid_for_ever(tmp_path):
    register = tmp_path / "uids.json"
    first = [uid_of(name, register) for name in ("a", "b", "a")]
    assert first == [20001, 20002, 20001]
    assert uid_of("b", register) == 20002
