export const systemIdentity = { name: 'System', index: 0, module: 'frame_system' } as const
