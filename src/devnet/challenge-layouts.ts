/** How the chain may keep open challenges: in a list for each deadline, or in a map, each under a number that it keeps. */
export const CHALLENGE_LAYOUTS = ['list', 'map'] as const
export type ChallengeLayout = (typeof CHALLENGE_LAYOUTS)[number]
