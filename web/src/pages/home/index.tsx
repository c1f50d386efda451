import { useUser } from "../../api/session";
import { Home } from "../../views/Home";

export default function HomePage() {
  return <Home user={useUser()} />;
}
