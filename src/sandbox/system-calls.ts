/** Machines whose system calls are known, by the name that Node has for them. */
export type FilteredArch = 'x64' | 'arm64';

/** Numbers of a system call: of x86-64, then of arm64 where it has the call. */
type CallNumbers = readonly [x64: number, arm64?: number];

/**
 * System calls that no worker needs, by Linux's own tables (`asm/unistd_64.h`, `asm-generic/unistd.h`): ways out of
 * a jail, into other processes, onto the network, and into parts of the kernel with a history of faults.
 */
export const DENIED_CALLS: Readonly<Record<string, CallNumbers>> = {
  // The network. The channel to the coordinator is open already.
  socket: [41, 198],
  socketpair: [53, 199],
  connect: [42, 203],
  bind: [49, 200],
  listen: [50, 201],
  accept: [43, 202],
  accept4: [288, 242],
  // Other processes.
  ptrace: [101, 117],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  process_madvise: [440, 440],
  kcmp: [312, 272],
  pidfd_open: [434, 434],
  pidfd_getfd: [438, 438],
  pidfd_send_signal: [424, 424],
  fork: [57],
  vfork: [58],
  // Namespaces and mounts.
  unshare: [272, 97],
  setns: [308, 268],
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  chroot: [161, 51],
  move_mount: [429, 429],
  open_tree: [428, 428],
  fsopen: [430, 430],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fspick: [433, 433],
  mount_setattr: [442, 442],
  name_to_handle_at: [303, 264],
  open_by_handle_at: [304, 265],
  mknod: [133],
  mknodat: [259, 33],
  // Parts of the kernel that much code can be made to run in.
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
  io_uring_setup: [425, 425],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  add_key: [248, 217],
  request_key: [249, 218],
  keyctl: [250, 219],
  fanotify_init: [300, 262],
  fanotify_mark: [301, 263],
  personality: [135, 92],
  modify_ldt: [154],
  uselib: [134],
  ustat: [136],
  sysfs: [139],
  lookup_dcookie: [212, 18],
  nfsservctl: [180, 42],
  // The machine as a whole.
  iopl: [172],
  ioperm: [173],
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
  reboot: [169, 142],
  swapon: [167, 224],
  swapoff: [168, 225],
  acct: [163, 89],
  quotactl: [179, 60],
  quotactl_fd: [443, 443],
  syslog: [103, 116],
  vhangup: [153, 58],
  sethostname: [170, 161],
  setdomainname: [171, 162],
  settimeofday: [164, 170],
  clock_settime: [227, 112],
  clock_adjtime: [305, 266],
  adjtimex: [159, 171],
};

/** Calls that make threads, which a worker needs, and processes, which it does not. */
export const CLONE: Readonly<Record<FilteredArch, number>> = { x64: 56, arm64: 220 };
export const CLONE3 = 435;
