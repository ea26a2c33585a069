/** How a process ends: 0 as asked, 1 by a mistake of the user's or a missed duty, 75 when trying again can help. */
export const EXIT = { ok: 0, failed: 1, retry: 75 } as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
