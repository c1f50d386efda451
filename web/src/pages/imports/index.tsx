import { useParams } from "wouter";

import { useUser } from "../../api/session";
import { ImportsView } from "./ImportsView";
import { ImportView } from "./ImportView";

/** Files of banks: all of them, or one before it is entered. */
export default function ImportsPage() {
  const { id } = useParams<{ id?: string }>();
  const user = useUser();
  return id ? <ImportView key={id} id={id} user={user} /> : <ImportsView />;
}
