import { useParams } from "wouter";

import { useUser } from "../../api/session";
import { ImportPanel } from "../../views/ImportPanel";
import { ImportView } from "../../views/imports/ImportView";

export default function ImportsPage() {
  const { id } = useParams<{ id?: string }>();
  const user = useUser();
  return id ? <ImportView key={id} id={id} user={user} /> : <ImportPanel />;
}
