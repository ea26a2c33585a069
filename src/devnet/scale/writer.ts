export interface Writer {
  u8(byte: number): void
  bytes(bytes: Uint8Array): void
  finish(): Uint8Array
}

export function createWriter(): Writer {
  let buffer = new Uint8Array(64)
  let length = 0
  const reserve = (more: number) => {
    if (length + more <= buffer.length) return
    const grown = new Uint8Array(Math.max(buffer.length * 2, length + more))
    grown.set(buffer.subarray(0, length))
    buffer = grown
  }
  return {
    u8(byte) {
      reserve(1)
      buffer[length++] = byte
    },
    bytes(bytes) {
      reserve(bytes.length)
      buffer.set(bytes, length)
      length += bytes.length
    },
    finish: () => buffer.slice(0, length),
  }
}
