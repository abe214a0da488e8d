// The training with TensorFlow.js itself: what it learns is in the model, and where the next night begins.

import { afterEach, expect, it } from 'vitest';
import { Autoencoder, type AutoencoderWeights } from '../autoencoder/autoencoder.js';
import { dayMs, FIRST_DAY, importDays, type TrainingRoom, trainingRoom } from './testing.js';

let room: TrainingRoom;

afterEach(() => room.close());

it('the training teaches the autoencoder, keeps it in the model, and warms it up the next night', async () => {
  room = await trainingRoom(dayMs(40, 12));
  await importDays(room.store, [...Array(14).keys()]);
  const { trainer, published } = await room.trainer();
  const train = async () => {
    await trainer.start({ by: 'admin', isAnew: false });
    await trainer.settled();
    return (await trainer.runs(1))[0]!;
  };
  const first = await train();
  expect(first).toMatchObject({ outcome: 'done', notes: [], days: 14 });
  expect(['node', 'wasm', 'cpu']).toContain(first.autoencoder?.backend);
  const record = await room.files.entity(published.model!.file, 'engine', 'autoencoder');
  const weights = record?.data as AutoencoderWeights;
  expect(new Autoencoder(weights).error(new Float32Array(weights.features.length))).toBeGreaterThan(0);

  await importDays(room.store, [14]);
  const second = await train();
  expect(second).toMatchObject({ outcome: 'done', notes: [], days: 1, through: FIRST_DAY + 14 });
  expect(second.autoencoder!.epochs).toBeLessThan(first.autoencoder!.epochs);
}, 60_000);
