"""The sandbox's command line, and what a program in it sees."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from coursekit.errors import UsageError
from coursekit.hub import sandbox, trial
from coursekit.hub.limits import drop_groups, group_files, memory_of
from coursekit.hub.spawner import give, uid_of

HERE = Path(__file__).resolve()


def inside(line):
    """Run a shell line in a sandbox as the hub would."""
    return trial.run_once(["/bin/sh", "-c", line])


def test_a_person_is_himself_at_home():
    done = inside("whoami; pwd; echo x > file && cat file; hostname")
    assert done.stdout.split() == ["coba", "/home/coba", "x", "lab"], done.stderr


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
def test_nothing_of_others_and_of_the_machine_is_reached(line):
    assert inside(line).returncode != 0


def test_the_hosts_paths_stay_off_the_command_line():
    assert "bind" not in inside("cat /proc/1/cmdline").stdout


def test_this_python_and_its_packages_are_there_and_read_only():
    done = trial.run_once([sys.executable, "-c", "import jupyterlab; open('/usr/x', 'w')"])
    assert "Read-only file system" in done.stderr
    for path in trial.environment_paths():
        assert inside(f"touch {path}/x").returncode


def test_too_much_memory_is_an_error_that_python_can_tell():
    done = trial.run_once([sys.executable, "-c", "x = bytearray(800 << 20)"])
    assert "MemoryError" in done.stderr
    assert trial.run_once([sys.executable, "-c", "x = bytearray(200 << 20)"]).returncode == 0


MANY = """
import os, threading
count = 0
try:
    while count < 300:
        threading.Thread(target=threading.Event().wait).start()
        count += 1
except RuntimeError:
    pass
print(count, flush=True)
os._exit(0)
"""


def test_too_many_threads_are_refused():
    assert 20 < int(trial.run_once([sys.executable, "-c", MANY], uid=20099).stdout) < 200


def test_what_a_role_may_read_lies_elsewhere_and_is_read_only(tmp_path):
    plan = sandbox.Plan(
        *("a", 1, tmp_path, (), tmp_path, 3, 4, 5, 200, 64, False),
        lent=((tmp_path / "solutions", Path("/srv/pengajar/solutions")),),
        shared=(tmp_path / "exchange",),
    )
    options = " ".join(sandbox.bwrap_options(plan))
    assert f"--ro-bind {tmp_path}/solutions /srv/pengajar/solutions" in options
    assert "--perms 0755 --dir /srv/pengajar" in options
    assert f"--bind {tmp_path}/exchange {tmp_path}/exchange" in options


def test_a_platform_that_forbids_it_is_told_what_to_do(monkeypatch):
    failed = subprocess.CompletedProcess([], 1, "", "bwrap: No permissions to create namespace")
    monkeypatch.setattr(trial, "run_once", lambda command: failed)
    with pytest.raises(UsageError, match=r"No permissions") as caught:
        trial.check_platform(Path("/kursus"))
    for way in ("sysctl", "docker", "--demo-unsafe"):
        assert way in str(caught.value)


@pytest.mark.skipif(os.geteuid() != 0, reason="the other tests are an ordinary user's already")
def test_an_ordinary_user_gets_the_same_walls():
    code = (
        "from coursekit.hub.trial import run_once; "
        f"print(run_once(['/bin/sh', '-c', 'whoami; cat {HERE}; unshare -Ur true || echo no']))"
    )
    ordinary = ["unshare", "--user", "--map-user=31001", "--map-group=31001"]
    done = subprocess.run([*ordinary, sys.executable, "-c", code], capture_output=True, text=True)
    assert r"stdout='coba\nno\n'" in done.stdout, done.stdout + done.stderr


def test_a_root_without_rights_is_refused_as_plainly(monkeypatch):
    def forbidden(command):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(trial, "run_once", forbidden)
    with pytest.raises(UsageError, match=r"Operation not permitted.*\n.*sysctl"):
        trial.check_platform(Path("/kursus"))


def test_a_path_too_long_for_sockets_is_refused_at_once(tmp_path):
    with pytest.raises(UsageError, match="shorter path"):
        trial.check_platform(tmp_path / ("x" * 70))


def test_limits_are_written_where_the_kernel_keeps_them(tmp_path):
    for kind in ("memory", "pids"):
        (tmp_path / kind).mkdir()
    files = group_files("a", 512, 99, tmp_path)
    assert [file.parent.parent.parent.name for file in files] == ["memory", "pids"]
    group = tmp_path / "memory" / "coursekit" / "a"
    assert (group / "memory.limit_in_bytes").read_text() == str(512 << 20)
    assert (tmp_path / "pids" / "coursekit" / "a" / "pids.max").read_text() == "99"
    (group / "memory.usage_in_bytes").write_text("7\n")
    assert memory_of("a", tmp_path) == 7 and memory_of("b", tmp_path) is None


def test_limits_of_the_newer_kind(tmp_path):
    (tmp_path / "cgroup.controllers").touch()
    (file,) = group_files("a", 512, 99, tmp_path)
    assert file == tmp_path / "coursekit" / "a" / "cgroup.procs"
    assert (file.parent / "memory.max").read_text() == str(512 << 20)
    for written in file.parent.iterdir():
        written.unlink()  # the kernel's own folders vanish with their files
    drop_groups("a", tmp_path)
    assert not file.parent.exists()


def test_everybody_has_a_uid_for_ever(tmp_path):
    register = tmp_path / "uids.json"
    first = [uid_of(name, register) for name in ("a", "b", "a")]
    assert first == [20001, 20002, 20001]
    assert uid_of("b", register) == 20002


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_home_belongs_to_its_person_and_what_it_links_to_does_not(tmp_path):
    other = tmp_path / "other"
    other.touch()
    home = tmp_path / "home"
    (home / "lab" / "jawaban").mkdir(parents=True)
    (home / "lab" / "a.ipynb").touch()
    (home / "lab" / "link").symlink_to(other)
    (home / "gone").symlink_to("/nowhere")
    give(home, 20001)
    assert {path.lstat().st_uid for path in (home, *home.rglob("*"))} == {20001}
    assert other.stat().st_uid == 0
