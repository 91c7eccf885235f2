//! Which headers are the system's? Those of ISO C and C++, of POSIX, and the common ones of Linux, the
//! BSDs and Windows.

pub fn is_standard(written: &str) -> bool {
    NAMES.binary_search(&written).is_ok() || written.starts_with("bits/")
}

#[rustfmt::skip]
const NAMES: [&str; 292] = [
    "aio.h", "algorithm", "alloca.h", "any", "argp.h", "arm_neon.h", "arpa/inet.h", "array",
    "assert.h", "atomic", "avxintrin.h", "barrier", "bit", "bitset", "byteswap.h", "cassert",
    "ccomplex", "cctype", "cerrno", "cfenv", "cfloat", "charconv", "chrono", "cinttypes", "ciso646",
    "climits", "clocale", "cmath", "codecvt", "compare", "complex", "complex.h", "concepts",
    "condition_variable", "conio.h", "coroutine", "cpio.h", "cpuid.h", "crtdbg.h", "csetjmp",
    "csignal", "cstdalign", "cstdarg", "cstdbool", "cstddef", "cstdint", "cstdio", "cstdlib",
    "cstring", "ctgmath", "ctime", "ctype.h", "cuchar", "cwchar", "cwctype", "cxxabi.h",
    "dbghelp.h", "deque", "direct.h", "dirent.h", "dlfcn.h", "elf.h", "emmintrin.h", "endian.h",
    "err.h", "errno.h", "error.h", "exception", "execinfo.h", "execution", "expected", "fcntl.h",
    "features.h", "fenv.h", "filesystem", "flat_map", "flat_set", "float.h", "fmtmsg.h",
    "fnmatch.h", "format", "forward_list", "fstream", "ftw.h", "functional", "future", "generator",
    "getopt.h", "glob.h", "gnu/libc-version.h", "grp.h", "iconv.h", "ifaddrs.h", "immintrin.h",
    "initializer_list", "intrin.h", "inttypes.h", "io.h", "iomanip", "ios", "iosfwd", "iostream",
    "iso646.h", "istream", "iterator", "langinfo.h", "latch", "libgen.h", "limits", "limits.h",
    "link.h", "list", "locale", "locale.h", "malloc.h", "map", "math.h", "mdspan", "memory",
    "memory.h", "memory_resource", "monetary.h", "mqueue.h", "mswsock.h", "mutex", "ndbm.h",
    "net/ethernet.h", "net/if.h", "net/route.h", "netdb.h", "netinet/in.h", "netinet/in_systm.h",
    "netinet/ip.h", "netinet/ip_icmp.h", "netinet/tcp.h", "netinet/udp.h", "new", "nl_types.h",
    "nmmintrin.h", "numbers", "numeric", "obstack.h", "optional", "ostream", "paths.h",
    "pmmintrin.h", "poll.h", "print", "process.h", "psapi.h", "pthread.h", "pty.h", "pwd.h",
    "queue", "random", "ranges", "ratio", "regex", "regex.h", "resolv.h", "sched.h",
    "scoped_allocator", "search.h", "semaphore", "semaphore.h", "set", "setjmp.h", "shared_mutex",
    "shellapi.h", "shlobj.h", "signal.h", "smmintrin.h", "source_location", "span", "spanstream",
    "spawn.h", "sstream", "stack", "stacktrace", "stdalign.h", "stdarg.h", "stdatomic.h",
    "stdbit.h", "stdbool.h", "stdckdint.h", "stddef.h", "stdexcept", "stdfloat", "stdint.h",
    "stdio.h", "stdlib.h", "stdnoreturn.h", "stop_token", "streambuf", "string", "string.h",
    "string_view", "strings.h", "stropts.h", "strstream", "syncstream", "sys/auxv.h", "sys/cdefs.h",
    "sys/epoll.h", "sys/event.h", "sys/eventfd.h", "sys/file.h", "sys/fsuid.h", "sys/inotify.h",
    "sys/ioctl.h", "sys/ipc.h", "sys/mman.h", "sys/mount.h", "sys/msg.h", "sys/param.h",
    "sys/prctl.h", "sys/ptrace.h", "sys/queue.h", "sys/random.h", "sys/resource.h", "sys/select.h",
    "sys/sem.h", "sys/sendfile.h", "sys/shm.h", "sys/signalfd.h", "sys/socket.h", "sys/stat.h",
    "sys/statfs.h", "sys/statvfs.h", "sys/syscall.h", "sys/sysctl.h", "sys/sysinfo.h",
    "sys/sysmacros.h", "sys/time.h", "sys/timerfd.h", "sys/times.h", "sys/types.h", "sys/uio.h",
    "sys/un.h", "sys/user.h", "sys/utsname.h", "sys/vfs.h", "sys/wait.h", "sys/xattr.h",
    "sysexits.h", "syslog.h", "system_error", "tar.h", "tchar.h", "termios.h", "text_encoding",
    "tgmath.h", "thread", "threads.h", "time.h", "tmmintrin.h", "trace.h", "tuple", "type_traits",
    "typeindex", "typeinfo", "uchar.h", "ucontext.h", "ulimit.h", "unistd.h", "unordered_map",
    "unordered_set", "utility", "utime.h", "utmp.h", "utmpx.h", "valarray", "values.h", "varargs.h",
    "variant", "vector", "version", "wchar.h", "wctype.h", "winbase.h", "wincrypt.h", "windef.h",
    "windows.h", "winnt.h", "winsock.h", "winsock2.h", "wmmintrin.h", "wordexp.h", "ws2tcpip.h",
    "x86intrin.h", "xlocale.h", "xmmintrin.h",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted() {
        assert!(NAMES.is_sorted());
        assert!(is_standard("stdio.h") && is_standard("vector") && !is_standard("zlib.h"));
    }
}
