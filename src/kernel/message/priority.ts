/** How soon a message or an actor has its turn. Every eighth turn goes to who has waited longest, so that none starves. */
export const PRIORITIES = ['high', 'normal', 'low'] as const

export type Priority = (typeof PRIORITIES)[number]

/** 0 for the highest. */
export const rankOf = (priority: Priority): number => PRIORITIES.indexOf(priority)

export const NORMAL_RANK = rankOf('normal')

/** One turn in so many is given by age alone. */
export const TURNS_PER_ELDER = 8
