import {
  IconCalendarRepeat,
  IconChartBar,
  IconHome,
  IconInbox,
  IconList,
  IconPigMoney,
  IconTrendingUp,
  type Icon,
} from "@tabler/icons-react";
import { lazy, type ComponentType, type LazyExoticComponent } from "react";

/** Every place of the page. A place's code is loaded when it is first gone to. */

type View = LazyExoticComponent<ComponentType>;

export interface Place {
  path: string;
  label: string;
  /** Goes there after `g`. */
  key: string;
  icon: Icon;
  View: View;
}

/** What the rail lists, in its order; a phone's bar has room for the first four. */
export const PLACES: Place[] = [
  { path: "/", label: "Home", key: "h", icon: IconHome, View: lazy(() => import("./pages/home")) },
  { path: "/transactions", label: "Transactions", key: "t", icon: IconList, View: lazy(() => import("./pages/transactions")) },
  { path: "/review", label: "Review", key: "r", icon: IconInbox, View: lazy(() => import("./pages/review")) },
  { path: "/budgets", label: "Budgets", key: "b", icon: IconPigMoney, View: lazy(() => import("./pages/budgets")) },
  { path: "/recurring", label: "Recurring", key: "c", icon: IconCalendarRepeat, View: lazy(() => import("./pages/recurring")) },
  { path: "/forecast", label: "Forecast", key: "f", icon: IconTrendingUp, View: lazy(() => import("./pages/forecast")) },
  { path: "/reports", label: "Reports", key: "p", icon: IconChartBar, View: lazy(() => import("./pages/reports")) },
];

const Account = lazy(() => import("./pages/account"));
const Imports = lazy(() => import("./pages/imports"));
const Analysis = lazy(() => import("./pages/analysis"));

/** Places that are reached from others. The first that fits counts. */
export const ROUTES: { path: string; View: View }[] = [
  ...PLACES,
  { path: "/account/:part?", View: Account },
  // Where the account's page was before it had parts.
  { path: "/settings", View: Account },
  { path: "/imports/:id?", View: Imports },
  { path: "/analyses/:id/:tab?", View: Analysis },
];
