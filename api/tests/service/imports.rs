use serde_json::json;

#[tokio::test]
async fn a_file_is_imported_and_undone_as_a_whole() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let file = "Description,AMOUNT,extra,category,date\n\"Café, \"\"X\"\"\",12.34,?,Food,2026-01-31\nRefund,-2,?,a/b,2026-02-01\n";
    let answer = client.import(file.as_bytes()).await.expect(201);
    let import = answer.json();
    assert_eq!(
        (&import["expenses"], &import["total"], &import["file_name"]),
        (&json!(2), &json!("10.34"), &json!("bank.csv"))
    );
    let path = answer.header("location").strip_prefix("/api/v1").unwrap().to_owned();
    client.get(&path).await.expect(200);
    let listed = client.get("/expenses").await.json();
    assert_eq!(listed["items"][1]["description"], "Café, \"X\"");
    assert_eq!(listed["items"][1]["import_id"], import["id"]);

    client.delete(&path).await.expect(204);
    client.get(&path).await.problem(404, "not-found");
    assert_eq!(client.get("/expenses").await.json()["items"], json!([]));
}

#[tokio::test]
async fn a_bad_file_names_every_bad_cell_and_stores_nothing() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let header = "date,amount,category,description\n";
    for (file, row, column) in [
        (format!("{header}2026-01-31,1,a,b\n2026-02-30,1,a,b\n"), json!(2), json!("date")),
        (format!("{header}2026-01-31,\"12,3a\",a,b\n"), json!(1), json!("amount")),
        (format!("{header}2026-01-31,1,a\u{0},b\n"), json!(1), json!("category")),
        (format!("{header}2026-01-31,1,{},b\n", "x".repeat(101)), json!(1), json!("category")),
        ("date,category,description\n2026-01-31,a,b\n".to_owned(), json!(null), json!("amount")),
        (header.to_owned(), json!(null), json!(null)),
        (String::new(), json!(null), json!(null)),
    ] {
        let problem = client.import(file.as_bytes()).await.problem(422, "invalid-file");
        let error = &problem["errors"][0];
        assert_eq!((&error["row"], &error["column"]), (&row, &column), "{file:?}: {error}");
        assert!(error["given"].is_string() && error["allowed"].is_string());
    }
    assert_eq!(client.get("/expenses").await.json()["items"], json!([]));
    assert_eq!(client.get("/imports").await.json()["items"], json!([]));
}

#[tokio::test]
async fn a_file_that_is_too_large_is_refused_with_the_limit() {
    let service = super::with(|settings| settings.max_upload = 1_000).await;
    let client = service.register("ann@example.org").await;
    let mut file = b"date,amount,category,description\n".to_vec();
    while file.len() < 1_500 {
        file.extend_from_slice(b"2026-01-31,1,a,b\n");
    }
    let problem = client.import(&file).await.problem(413, "too-large");
    assert!(problem["detail"].as_str().unwrap().contains("1000 bytes"));
    while file.len() < 50_000 {
        file.extend_from_slice(b"2026-01-31,1,a,b\n");
    }
    client.import(&file).await.problem(413, "too-large"); // stopped while it is read
    assert_eq!(client.get("/expenses").await.json()["items"], json!([]));
}

#[tokio::test]
async fn an_upload_needs_its_file() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let form = [("content-type", "multipart/form-data; boundary=X")];
    client.request("POST", "/imports", &form, "--X--\r\n").await.problem(400, "malformed-request");
    client.json("POST", "/imports", json!({})).await.problem(415, "unsupported-media-type");
}
