from shop import login


def test_wrong_password_gives_none(db):
    assert login.log_in("ada", "wrong") is None


def test_right_password_gives_the_user(db):
    assert login.log_in("ada", "s3cret").name == "ada"
