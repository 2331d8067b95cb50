"""The sandbox's command line, and what a program in it sees."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from coursekit.core.errors import UsageError
from coursekit.hub.sandboxes import bubblewrap, preflight
from coursekit.hub.sandboxes.enclosure import give
from coursekit.hub.sandboxes.spawner import SandboxSpawner, uid_of
from coursekit.system import control_groups

HERE = Path(__file__).resolve()


def inside(line):
    """Run a shell line in a sandbox as the hub would."""
    return preflight.run_once(["/bin/sh", "-c", line])


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
    done = preflight.run_once([sys.executable, "-c", "import jupyterlab; open('/usr/x', 'w')"])
    assert "Read-only file system" in done.stderr
    for path in preflight.environment_paths():
        assert inside(f"touch {path}/x").returncode


def test_too_much_memory_is_an_error_that_python_can_tell():
    done = preflight.run_once([sys.executable, "-c", "x = bytearray(800 << 20)"])
    assert "MemoryError" in done.stderr
    assert preflight.run_once([sys.executable, "-c", "x = bytearray(200 << 20)"]).returncode == 0


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
    assert 20 < int(preflight.run_once([sys.executable, "-c", MANY], uid=20099).stdout) < 200


def test_what_a_role_may_read_lies_elsewhere_and_is_read_only(tmp_path):
    plan = bubblewrap.Plan(
        *("a", 1, tmp_path, (), tmp_path, 3, 4, 5, 200, 64, False),
        lent=((tmp_path / "solutions", Path("/srv/pengajar/solutions")),),
        written=(tmp_path / "gradebook",),
    )
    options = " ".join(bubblewrap.bwrap_options(plan))
    assert f"--ro-bind {tmp_path}/solutions /srv/pengajar/solutions" in options
    assert "--perms 0755 --dir /srv/pengajar" in options
    assert f"--bind {tmp_path}/gradebook {tmp_path}/gradebook" in options


def test_a_platform_that_forbids_it_is_told_what_to_do(monkeypatch):
    failed = subprocess.CompletedProcess([], 1, "", "bwrap: No permissions to create namespace")
    monkeypatch.setattr(preflight, "run_once", lambda command: failed)
    with pytest.raises(UsageError, match=r"No permissions") as caught:
        preflight.check_platform(Path("/kursus"))
    for way in ("sysctl", "docker", "--demo-unsafe"):
        assert way in str(caught.value)


@pytest.mark.skipif(os.geteuid() != 0, reason="the other tests are an ordinary user's already")
def test_an_ordinary_user_gets_the_same_walls():
    code = (
        "from coursekit.hub.sandboxes.preflight import run_once; "
        f"print(run_once(['/bin/sh', '-c', 'whoami; cat {HERE}; unshare -Ur true || echo no']))"
    )
    ordinary = ["unshare", "--user", "--map-user=31001", "--map-group=31001"]
    done = subprocess.run([*ordinary, sys.executable, "-c", code], capture_output=True, text=True)
    assert r"stdout='coba\nno\n'" in done.stdout, done.stdout + done.stderr


def test_a_root_without_rights_is_refused_as_plainly(monkeypatch):
    def forbidden(command):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(preflight, "run_once", forbidden)
    with pytest.raises(UsageError, match=r"Operation not permitted.*\n.*sysctl"):
        preflight.check_platform(Path("/kursus"))


def test_a_path_too_long_for_sockets_is_refused_at_once(tmp_path):
    with pytest.raises(UsageError, match="shorter path"):
        preflight.check_platform(tmp_path / ("x" * 70))


def older(root):
    for kind in ("memory", "pids"):
        (root / kind).mkdir()


def newer(root):
    (root / "cgroup.controllers").touch()


def emptied(group):
    """Do what the kernel does: its own files vanish with their folder."""
    for folder in group.folders:
        for written in folder.iterdir():
            written.unlink()


def test_limits_are_written_where_the_kernel_keeps_them(tmp_path):
    older(tmp_path)
    group = control_groups.make("rumah", "a", 512 << 20, 99, root=tmp_path)
    memory, pids = group.folders
    assert memory == tmp_path / "memory" / "coursekit" / "rumah" / "a"
    assert (memory / "memory.limit_in_bytes").read_text() == str(512 << 20)
    assert (memory / "memory.memsw.limit_in_bytes").read_text() == str(512 << 20)
    assert (pids / "pids.max").read_text() == "99"
    (memory / "memory.usage_in_bytes").write_text("7\n")
    assert group.memory() == 7
    assert control_groups.named("rumah", "b", tmp_path).memory() is None


def test_limits_of_the_newer_kind(tmp_path):
    newer(tmp_path)
    group = control_groups.make("rumah", "a", 512 << 20, 99, together=True, root=tmp_path)
    (folder,) = group.folders
    assert group.entrances == [tmp_path / "coursekit" / "rumah" / "a" / "cgroup.procs"]
    assert (folder / "memory.max").read_text() == str(512 << 20)
    assert (folder / "memory.oom.group").read_text() == "1"
    for above in (tmp_path, tmp_path / "coursekit", tmp_path / "coursekit" / "rumah"):
        assert (above / "cgroup.subtree_control").read_text() == "+memory +pids"
    assert not group.ran_out()
    (folder / "memory.events").write_text("low 0\noom 1\noom_kill 1\n")
    assert group.ran_out()
    emptied(group)
    group.remove()
    assert not folder.exists()


def test_two_installations_have_no_group_in_common(tmp_path):
    older(tmp_path)
    states = [tmp_path / "satu" / "hub", tmp_path / "dua" / "hub"]
    for state in states:
        state.mkdir(parents=True)
    first, second = (control_groups.identity(state) for state in states)
    assert first == control_groups.identity(tmp_path / "dua" / ".." / "satu" / "hub")
    groups = [
        control_groups.make(one, "server-sekda", 1, 1, root=tmp_path) for one in (first, second)
    ]
    assert not set(groups[0].folders) & set(groups[1].folders)
    # What takes a folder's place is another installation.
    states[0].rename(tmp_path / "satu" / "lama")
    states[0].mkdir()
    assert control_groups.identity(states[0]) != first


@pytest.mark.parametrize("kind", [older, newer])
def test_only_own_groups_and_those_nobody_is_in_are_cleared_away(tmp_path, kind):
    kind(tmp_path)
    own, other, dead, young = (
        control_groups.make(one, "server-sekda", 1, 1, root=tmp_path)
        for one in ("a", "b", "c", "d")
    )
    for group in (own, dead, young):  # in that of `other` somebody still is
        emptied(group)
    for above in {folder.parent for folder in (*dead.folders, *own.folders, *young.folders)}:
        for written in (above / "cgroup.subtree_control", above.parent / "cgroup.subtree_control"):
            written.unlink(missing_ok=True)
    for folder in dead.folders:
        for one in (folder, folder.parent):
            os.utime(one, (0, 0))
    control_groups.clear("a", tmp_path)
    assert not any(folder.parent.exists() for folder in own.folders)
    assert all(folder.exists() for folder in (*other.folders, *dead.folders, *young.folders))
    control_groups.sweep(tmp_path)
    assert not any(folder.exists() for folder in dead.folders)
    assert all(folder.exists() for folder in (*other.folders, *young.folders))


BOMB = """
import os, sys, time
children = []
for _ in range(4):
    if os.fork() == 0:
        block = bytearray(b"x") * (60 << 20)
        time.sleep(60)
        os._exit(0)
for _ in range(4):
    os.wait()
"""


@pytest.mark.skipif(
    control_groups.make("uji", "uji", 64 << 20, 10) is None,
    reason="no control groups on this machine",
)
def test_a_memory_bomb_of_one_installation_leaves_the_other_alone(tmp_path):
    states = [_made(tmp_path / one) for one in ("satu", "dua")]
    spawners = [
        SandboxSpawner(user=SimpleNamespace(name="sekda"), state_folder=str(state), memory_mb=128)
        for state in states
    ]
    # As a server is started, without what it would run.
    starts = [
        {"stdin": subprocess.PIPE, "preexec_fn": spawner._before_exec()} for spawner in spawners
    ]
    first, second = (spawner._group for spawner in spawners)
    calm = [sys.executable, "-c", "x = b'x' * (80 << 20); input()"]
    greedy = [sys.executable, "-c", BOMB]
    with (
        subprocess.Popen(calm, **starts[0]) as living,
        subprocess.Popen(greedy, **starts[1]) as bad,
    ):
        try:
            while not second.ran_out():
                assert bad.poll() is None
            assert living.poll() is None and not first.ran_out()
            assert first.members() == [living.pid]
        finally:
            for pid in {bad.pid, living.pid, *second.members()}:
                os.kill(pid, 9)
    while second.members():  # the kernel is still at it
        pass
    for state in states:
        control_groups.clear(control_groups.identity(state))
    assert not any(folder.exists() for folder in (*first.folders, *second.folders))


def _made(folder):
    folder.mkdir()
    return folder


def test_everybody_has_a_uid_for_ever(tmp_path):
    register = tmp_path / "uids.json"
    first = [uid_of(name, register) for name in ("a", "b", "a")]
    assert first == [20001, 20002, 20001]
    assert uid_of("b", register) == 20002


def test_people_who_start_at_once_never_share_a_uid(tmp_path):
    register = tmp_path / "uids.json"
    names = [f"peserta{number}" for number in range(60)]
    with ThreadPoolExecutor(16) as crowd:
        given = list(crowd.map(lambda name: uid_of(name, register), names))
    assert len(set(given)) == len(names)
    assert [uid_of(name, register) for name in names] == given


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
