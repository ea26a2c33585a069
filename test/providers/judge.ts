import type { StoryTold } from './story.ts'

/** Nobody slashed, every window checkpointed or its miss explained, every copy whole. */
export const isGood = ({ calm, windows, syncs, challenges, exitCodes }: StoryTold): boolean =>
  calm.signedByThree === calm.windows &&
  windows.checkpointed + windows.explained === windows.due &&
  syncs.rootsEqual &&
  challenges.slashed === 0 &&
  challenges.defended === challenges.asked &&
  exitCodes.every((code) => code === 0)
