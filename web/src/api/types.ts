import type { components } from "./schema";

type Schemas = components["schemas"];

export type User = Schemas["Me"];
export type Settings = Schemas["AnalysisSettings"];
export type SettingsPatch = Schemas["AnalysisSettingsPatch"];
export type Merchant = Schemas["Merchant"];
export type Alias = Schemas["Alias"];
export type Model = Schemas["Model"];
export type Import = Schemas["Import"];
export type Analysis = Schemas["Analysis"];
export type AnalysisInput = Schemas["AnalysisInput"];
export type PartName = Schemas["PartName"];
export type Verdict = Schemas["Verdict"];
export type Note = Schemas["Note"];
export type Finding = Schemas["Finding"];
export type AnomalyKind = Schemas["AnomalyKind"];
export type AnomalyPage = Schemas["AnomalyPage"];
export type ForecastReport = Schemas["ForecastReport"];
export type SeriesForecast = Schemas["SeriesForecast"];
export type DriftReport = Schemas["DriftReport"];
export type ClusterReport = Schemas["ClusterReport"];
export type RecurringReport = Schemas["RecurringReport"];
export type RecurringSeries = Schemas["RecurringSeries"];
export type SummaryReport = Schemas["SummaryReport"];
