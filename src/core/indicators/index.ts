/** Streaming statistics over closed bars, one value at a time. */
export { accumulationDistribution, chaikinMoneyFlow } from "./accumulation-distribution.ts";
export { type Adx, adx } from "./adx.ts";
export { type Aroon, aroon } from "./aroon.ts";
export { atr, trueRange } from "./atr.ts";
export { type Bollinger, bollinger } from "./bollinger.ts";
export { cci } from "./cci.ts";
export { choppiness } from "./choppiness.ts";
export { combined } from "./combined.ts";
export { beta, correlation } from "./correlation.ts";
export { dema, tema } from "./dema.ts";
export { type Donchian, donchian } from "./donchian.ts";
export { ema, rma, type Seed } from "./ema.ts";
export { Feed, type UnfinishedBar } from "./feed.ts";
export { type HeikinAshi, heikinAshi } from "./heikin-ashi.ts";
export { hma } from "./hma.ts";
export { type Ichimoku, ichimoku } from "./ichimoku.ts";
export {
  crossedAbove,
  crossedBelow,
  Indicator,
  type IndicatorSnapshot,
  Line,
  type Source,
} from "./indicator.ts";
export { type Kama, kama } from "./kama.ts";
export { type Keltner, keltner } from "./keltner.ts";
export { type LinearRegression, linearRegression } from "./linear-regression.ts";
export { type Macd, type MacdSeed, macd } from "./macd.ts";
export { mfi } from "./mfi.ts";
export { momentum, roc } from "./momentum.ts";
export { type NamedSource, namedSources } from "./named-sources.ts";
export { natr } from "./natr.ts";
export { obv } from "./obv.ts";
export { type ParabolicSar, parabolicSar } from "./parabolic-sar.ts";
export {
  doji,
  engulfing,
  insideBar,
  threeBlackCrows,
  threeWhiteSoldiers,
} from "./patterns.ts";
export { percentRank } from "./percent-rank.ts";
export { type Fractals, fractals, type Pivot, pivotHigh, pivotLow } from "./pivots.ts";
export {
  closeVolatility,
  garmanKlass,
  parkinson,
  type VolatilityOptions,
} from "./realised-volatility.ts";
export { rsi } from "./rsi.ts";
export { hammer, hangingMan, invertedHammer, shootingStar } from "./shadow-patterns.ts";
export { sma } from "./sma.ts";
export { standardDeviation, zScore } from "./standard-deviation.ts";
export { type Stochastic, stochastic, stochRsi } from "./stochastic.ts";
export { type SuperTrend, superTrend } from "./super-trend.ts";
export { type Trix, trix } from "./trix.ts";
export { ultimateOscillator } from "./ultimate-oscillator.ts";
export { type VolumeProfile, volumeProfile } from "./volume-profile.ts";
export { anchoredVwap, rollingVwap, sessionVwap } from "./vwap.ts";
export { williamsR } from "./williams-r.ts";
export { wma } from "./wma.ts";
export { yangZhang } from "./yang-zhang.ts";
