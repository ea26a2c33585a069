/** How soon a message or an actor has its turn. Who has waited longest is passed over only so often: none starves. */
export const PRIORITIES = ['high', 'normal', 'low'] as const

export type Priority = (typeof PRIORITIES)[number]

/** 0 for the highest. */
export const rankOf = (priority: Priority): number => PRIORITIES.indexOf(priority)

export const NORMAL_RANK = rankOf('normal')

/** How many times in a row the oldest may be passed over by more urgent ones. */
export const PASSES = 8
