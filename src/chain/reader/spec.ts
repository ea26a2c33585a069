import { defineUnit } from '../../kernel/index.ts'
import { type ReaderConfig, readerConfig } from './config.ts'
import { DescribeItem, ReadConstant, ReadEntries, ReadHead, ReadState } from './events.ts'
import { handlers, type ReaderPorts } from './handlers.ts'

/** Answers reads of the chain's state for every unit. */
export const readerUnit = defineUnit<ReaderConfig, ReaderPorts>({
  name: 'chain-reader',
  owns: [ReadState, ReadEntries, ReadConstant, DescribeItem, ReadHead],
  mailbox: { bound: 10_000 },
  config: readerConfig,
  handlers,
})
