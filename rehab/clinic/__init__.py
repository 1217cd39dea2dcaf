"""What therapists and runners hold in their hands beside the pages: the handout."""
