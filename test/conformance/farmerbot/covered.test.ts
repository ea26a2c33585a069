import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** Whole numbers from one to another. */
const span = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at)

/** The behaviours of the farmerbots that are numbered in the list, by what they are about. */
const HERE = [
  ...[...span(1, 7), 9, 10, 11, 13, 16, 17, ...span(20, 29)],
  ...[...span(31, 42), 44],
  ...[46, 47, 50, 52, 55, ...span(57, 61), 63, 65, 66, 67],
  ...[68, 69, 73, 74, 75],
  ...[...span(77, 81), 83, 85, 86, 87, 92],
]

/** What they are sent and how they are set up is tested with the messages; what the chain does, with the development chain. */
const ELSEWHERE = [...span(88, 91), 93, 95, 96, ...span(97, 103)]

const numbersOf = (text: string) =>
  [...text.matchAll(/'3\.10 ((?:#\d+ )+)/g)].flatMap(([, found]) => found!.match(/\d+/g)!.map(Number))

test('each numbered behaviour about finding nodes, power, wakes and states has a test of its number, and only one', () => {
  const folder = new URL('.', import.meta.url)
  const files = readdirSync(folder).filter((name) => name.endsWith('.test.ts') && !/^(messages|billing)-/.test(name))
  const numbers = files.flatMap((name) => numbersOf(readFileSync(new URL(name, folder), 'utf8')))
  expect(numbers.sort((a, b) => a - b)).toEqual([...HERE].sort((a, b) => a - b))
  expect(HERE.filter((number) => ELSEWHERE.includes(number))).toEqual([])
})
