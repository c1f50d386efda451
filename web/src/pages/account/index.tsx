import { useUser } from "../../api/session";
import { SettingsView } from "../../views/settings/SettingsView";

export default function AccountPage() {
  return <SettingsView user={useUser()} />;
}
