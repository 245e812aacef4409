/**
 * The structures of sendmsg(2) and recvmsg(2) as 64-bit Linux lays them out, little-endian: the
 * same on x86_64 and aarch64, the only machines that Deno runs on.
 *
 * @module
 */

/** `struct msghdr`: length and the offsets of its members, in bytes. */
export const MSGHDR = {
  size: 56,
  iov: 16,
  iovlen: 24,
  control: 32,
  controllen: 40,
  flags: 48,
} as const;

/** `struct iovec`: length and the offsets of its members, in bytes. */
export const IOVEC = { size: 16, base: 0, len: 8 } as const;

/** `struct cmsghdr`: length and the offsets of its members, in bytes. */
export const CMSGHDR = { size: 16, len: 0, level: 8, type: 12 } as const;

/** The most descriptors that Linux sends in one message (SCM_MAX_FD). */
export const MAX_DESCRIPTORS = 253;

const ALIGNMENT = 8;
const INT_BYTES = 4;
const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;
const SCM_PIDFD = 4;

/**
 * The room that control data for some descriptors takes (`CMSG_SPACE`).
 *
 * @param count how many descriptors
 * @returns bytes
 */
export function controlSpace(count: number): number {
  return CMSGHDR.size + align(count * INT_BYTES);
}

/**
 * Packs a `struct msghdr` and, right behind it, its only `struct iovec`.
 *
 * @param at where the two will stand in memory
 * @param data address and length of the message's bytes
 * @param control address and length of the control data; length 0 means none
 * @returns 72 bytes
 */
export function packHeader(
  at: bigint,
  data: { address: bigint; length: number },
  control: { address: bigint; length: number },
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(MSGHDR.size + IOVEC.size);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(MSGHDR.iov, at + BigInt(MSGHDR.size), true);
  view.setBigUint64(MSGHDR.iovlen, 1n, true);
  if (control.length > 0) {
    view.setBigUint64(MSGHDR.control, control.address, true);
    view.setBigUint64(MSGHDR.controllen, BigInt(control.length), true);
  }
  view.setBigUint64(MSGHDR.size + IOVEC.base, data.address, true);
  view.setBigUint64(MSGHDR.size + IOVEC.len, BigInt(data.length), true);
  return bytes;
}

/**
 * Reads what the kernel wrote into a `struct msghdr`.
 *
 * @param bytes the structure
 * @returns the control data's length in bytes and the message's flags
 */
export function parseHeader(
  bytes: Uint8Array<ArrayBuffer>,
): { controlLength: number; flags: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    controlLength: Number(view.getBigUint64(MSGHDR.controllen, true)),
    flags: view.getInt32(MSGHDR.flags, true),
  };
}

/**
 * Packs control data that passes descriptors (SCM_RIGHTS).
 *
 * @param descriptors their numbers, at most {@linkcode MAX_DESCRIPTORS}
 * @returns {@linkcode controlSpace} bytes
 */
export function packRights(descriptors: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(controlSpace(descriptors.length));
  const view = new DataView(bytes.buffer);
  const length = CMSGHDR.size + descriptors.length * INT_BYTES;
  view.setBigUint64(CMSGHDR.len, BigInt(length), true);
  view.setInt32(CMSGHDR.level, SOL_SOCKET, true);
  view.setInt32(CMSGHDR.type, SCM_RIGHTS, true);
  descriptors.forEach((number, i) => view.setInt32(CMSGHDR.size + i * INT_BYTES, number, true));
  return bytes;
}

/** The descriptors that control data holds, by number. */
export interface ReceivedDescriptors {
  /** Those that the peer passed (SCM_RIGHTS), in order. */
  readonly passed: number[];
  /** Those that the kernel added by itself (SCM_PIDFD, where the socket has SO_PASSPIDFD). */
  readonly added: number[];
}

/**
 * Finds the descriptors in control data; entries without descriptors are ignored.
 *
 * @param bytes the control data, as long as the kernel said
 * @returns every descriptor that is open now because of it
 */
export function parseDescriptors(bytes: Uint8Array<ArrayBuffer>): ReceivedDescriptors {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: ReceivedDescriptors = { passed: [], added: [] };
  let at = 0;
  while (at + CMSGHDR.size <= bytes.length) {
    const length = Number(view.getBigUint64(at + CMSGHDR.len, true));
    if (length < CMSGHDR.size) break;
    const end = Math.min(at + length, bytes.length);
    const level = view.getInt32(at + CMSGHDR.level, true);
    const type = view.getInt32(at + CMSGHDR.type, true);
    if (level === SOL_SOCKET && (type === SCM_RIGHTS || type === SCM_PIDFD)) {
      const numbers = type === SCM_RIGHTS ? found.passed : found.added;
      for (let i = at + CMSGHDR.size; i + INT_BYTES <= end; i += INT_BYTES) {
        numbers.push(view.getInt32(i, true));
      }
    }
    at += align(length);
  }
  return found;
}

function align(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}
