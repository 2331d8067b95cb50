"""A filter of system calls as raw BPF: what no answer needs and a sandbox must not leave open."""

from __future__ import annotations

import ctypes
import os
import platform
import struct

__all__ = ["CLONE_NAMESPACES", "SYSCALLS", "install", "program"]

# Flags of clone(2) that make namespaces.
CLONE_NAMESPACES = {
    "mount": 0x20000,
    "cgroup": 0x2000000,
    "uts": 0x4000000,
    "ipc": 0x8000000,
    "user": 0x10000000,
    "pid": 0x20000000,
    "net": 0x40000000,
}

_X86 = """
ptrace=101 mount=165 umount2=166 pivot_root=155 unshare=272 setns=308 process_vm_readv=310
process_vm_writev=311 kexec_load=246 kexec_file_load=320 init_module=175 finit_module=313
delete_module=176 bpf=321 perf_event_open=298 keyctl=250 add_key=248 request_key=249
userfaultfd=323 io_uring_setup=425 io_uring_enter=426 io_uring_register=427
open_by_handle_at=304 name_to_handle_at=303 move_mount=429 open_tree=428 fsopen=430 fsconfig=431
fsmount=432 fspick=433 mount_setattr=442 chroot=161 reboot=169 swapon=167 swapoff=168 acct=163
syslog=103 quotactl=179 personality=135 pidfd_getfd=438 kcmp=312 lookup_dcookie=212
nfsservctl=180 vmsplice=278 mknod=133 mknodat=259 clone=56 clone3=435 capset=126 socket=41
socketpair=53
"""
_ARM = """
ptrace=117 mount=40 umount2=39 pivot_root=41 unshare=97 setns=268 process_vm_readv=270
process_vm_writev=271 bpf=280 perf_event_open=241 keyctl=219 add_key=217 request_key=218
userfaultfd=282 io_uring_setup=425 io_uring_enter=426 io_uring_register=427
open_by_handle_at=265 name_to_handle_at=264 move_mount=429 open_tree=428 fsopen=430 fsconfig=431
fsmount=432 fspick=433 mount_setattr=442 chroot=51 pidfd_getfd=438 kcmp=272 init_module=105
finit_module=273 delete_module=106 kexec_load=104 mknodat=33 reboot=142 swapon=224 swapoff=225
acct=89 syslog=116 quotactl=60 personality=92 vmsplice=75 clone=220 clone3=435 capset=91
socket=198 socketpair=199
"""
_TABLES = {"x86_64": (0xC000003E, _X86), "aarch64": (0xC00000B7, _ARM)}


def _numbers(table: str) -> dict[str, int]:
    return {name: int(number) for name, number in (item.split("=") for item in table.split())}


_ARCH, SYSCALLS = 0, {}
if platform.machine() in _TABLES:
    _ARCH, _text = _TABLES[platform.machine()]
    SYSCALLS = _numbers(_text)

# Numbers the sandbox itself needs, allowed or treated on their own.
_SPECIAL = ("clone", "clone3", "capset", "socket", "socketpair")
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_KILL, _ALLOW, _ERROR = 0x80000000, 0x7FFF0000, 0x00050000
_EPERM, _ENOSYS = 1, 38
_X32 = 0x40000000
# Families of sockets that programs of a lab use: of the machine (unix) and both of the internet,
# which a network namespace closes. The others reach hypervisors, drivers and the kernel itself.
_FAMILIES = (1, 2, 10)
_EAFNOSUPPORT = 97
# libzmq asks netlink for the names of network cards before it binds; it goes on without them
# after this error and aborts the whole program after any other.
_NETLINK, _EOPNOTSUPP = 16, 95
_FIRST_ARGUMENT = 16  # where the lower half of a call's first argument lies


def program() -> bytes:
    """Return the filter as the kernel reads it; also what bwrap takes from a descriptor."""
    lines: list[bytes] = []

    def add(code: int, value: int, if_true: int = 0, if_false: int = 0) -> None:
        lines.append(struct.pack("HBBI", code, if_true, if_false, value))

    def refuse(number: int, errno: int) -> None:
        add(_EQUAL, number, 0, 1)
        add(_RETURN, _ERROR | errno)

    add(_LOAD, 4)  # the architecture
    add(_EQUAL, _ARCH, 1, 0)
    add(_RETURN, _KILL)
    add(_LOAD, 0)  # the number of the call
    if platform.machine() == "x86_64":
        add(_AT_LEAST, _X32, 0, 1)
        add(_RETURN, _KILL)
    refuse(SYSCALLS["clone3"], _ENOSYS)  # flags lie in memory: let libc fall back to clone
    for name, number in SYSCALLS.items():
        if name not in _SPECIAL:
            refuse(number, _EPERM)
    add(_EQUAL, SYSCALLS["clone"], 0, 4)
    add(_LOAD, _FIRST_ARGUMENT)  # the flags
    add(_ANY_BIT, sum(CLONE_NAMESPACES.values()), 0, 1)
    add(_RETURN, _ERROR | _EPERM)
    add(_RETURN, _ALLOW)
    add(_EQUAL, SYSCALLS["socket"], 1, 0)
    add(_EQUAL, SYSCALLS["socketpair"], 0, 4 + len(_FAMILIES))
    add(_LOAD, _FIRST_ARGUMENT)  # the family
    for place, family in enumerate(_FAMILIES):
        add(_EQUAL, family, 2 + len(_FAMILIES) - place, 0)
    add(_EQUAL, _NETLINK, 0, 1)
    add(_RETURN, _ERROR | _EOPNOTSUPP)
    add(_RETURN, _ERROR | _EAFNOSUPPORT)
    add(_RETURN, _ALLOW)
    return b"".join(lines)


def install() -> None:
    """Put the filter on this process and all it will start.

    Raises
    ------
    OSError
        If the kernel refuses.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    code = program()
    buffer = ctypes.create_string_buffer(code, len(code))
    packed = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    filter_ = ctypes.create_string_buffer(packed, len(packed))
    for what, *arguments in (("no_new_privs", 38, 1, 0), ("seccomp", 22, 2, filter_)):
        if libc.prctl(*arguments, 0, 0) < 0:
            number = ctypes.get_errno()
            raise OSError(number, f"{what}: {os.strerror(number)}")
